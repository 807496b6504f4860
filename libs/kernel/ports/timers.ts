import type { SagaRef } from './saga-store.js';

export interface Timer extends SagaRef {
  /** Names the wait that the timer ends, within its saga. */
  readonly token: string;
}

/** Timers are rows on the database's clock, written and cancelled in the transaction of their saga. */
export interface Timers {
  /** Setting a timer that exists moves it, also within a call: the last one counts. @param timers `dueAt` in milliseconds since 1970 */
  set(timers: readonly (Timer & { readonly dueAt: number })[]): Promise<void>;
  cancel(timers: readonly Timer[]): Promise<void>;
  /** Removes and returns up to `limit` timers of these sagas that are due, earliest first. Two callers never get the same one. */
  takeDue(limit: number, sagas: readonly string[]): Promise<Timer[]>;
  /** Milliseconds until the next timer is due (0 when one is), undefined when there is none. */
  nextInMs(sagas: readonly string[]): Promise<number | undefined>;
}
