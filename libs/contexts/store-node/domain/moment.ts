import type { StoreTime } from './store-time.js';

/** When a store decides, as data. */
export interface Moment {
  readonly at: StoreTime;
  /** For how long the hub has said nothing, in milliseconds: the age of all that the store knows. */
  readonly knowledgeAgeMs: number;
}
