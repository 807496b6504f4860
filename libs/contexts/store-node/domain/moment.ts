import type { StoreTime } from './store-time.js';

/** When a store decides, as data. */
export interface Moment {
  readonly at: StoreTime;
  /** How old, at most, what the store knows is, in milliseconds: since the hub last had no more to tell. */
  readonly knowledgeAgeMs: number;
}
