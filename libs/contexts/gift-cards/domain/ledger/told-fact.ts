import type { RecordedFact } from '../../contracts/index.js';

/** A fact of a store on a card, without what it says. */
export interface ToldFact extends Pick<RecordedFact, 'id' | 'seq' | 'at' | 'forked'> {
  readonly storeId: string;
}
