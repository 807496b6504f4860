import { ConfirmStoresHeard, NoteStoreHeard } from '../contracts/index.js';

interface Hearing {
  readonly caseId: string;
  /** Stores that have told all that they know, since the overdraft was suspected. */
  readonly heardFrom: readonly string[];
}

export type Heard = NoteStoreHeard | ConfirmStoresHeard;

/**
 * A store has told all that it knows. Any store may know more of a card, since any may have met it.
 * @param enrolled those that may still speak: of one that has ended nothing more is to come
 */
export function hear(
  { caseId, heardFrom }: Hearing,
  storeId: string,
  enrolled: readonly string[],
): Heard | undefined {
  const heard = new Set([...heardFrom, storeId]);
  if (enrolled.every((each) => heard.has(each))) {
    return new ConfirmStoresHeard({ caseId, by: 'clearing', why: 'All stores have told what they know' });
  }
  return heardFrom.includes(storeId) ? undefined : new NoteStoreHeard({ caseId, storeId });
}
