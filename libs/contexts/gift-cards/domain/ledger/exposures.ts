/** By store, what it approved out of its risk budget and no event has said to be over, in minor units. */
export type Exposures = Readonly<Record<string, number>>;

export const noExposures: Exposures = {};

export const exposed = (exposures: Exposures, storeId: string, minor: number): Exposures =>
  minor > 0 ? { ...exposures, [storeId]: (exposures[storeId] ?? 0) + minor } : exposures;

/** From here on so much of it is over. */
export function exposureEnded(exposures: Exposures, storeId: string, minor: number): Exposures {
  const { [storeId]: before = 0, ...others } = exposures;
  return before === minor ? others : { ...others, [storeId]: before - minor };
}

/** In the order of the ids of stores. */
export const exposuresByStore = (exposures: Exposures): readonly (readonly [string, number])[] =>
  Object.entries(exposures).toSorted(([one], [other]) => (one < other ? -1 : 1));
