import { ExposureEnded } from '#contracts/gift-cards';
import { projection, type Recorded } from '#kernel';

/** What a store approved out of its risk budget and was no risk after all, since it began, in minor units. */
export interface ExposureRow {
  readonly storeId: string;
  readonly endedMinor: number;
}

/** Exposures that are over, by store: sums, so that many of them are given back at once. */
export const exposures = projection('clearing.exposures', {
  version: 1,
  events: [ExposureEnded],
  rowKey: ({ data }) => data.storeId,
  evolve(row: ExposureRow | undefined, { event: { data } }: Recorded<ExposureEnded>): ExposureRow {
    return { storeId: data.storeId, endedMinor: (row?.endedMinor ?? 0) + data.minor };
  },
});
