import type { ChainHead, Clock, HybridTime } from '#kernel';
import { newBooks, type StoreBooks, withStores } from '../domain/books.js';
import type { KnownCard } from '../domain/known-card.js';
import type { Moment } from '../domain/moment.js';
import { type ClockReading, msSince, startsAt, type StoreTime } from '../domain/store-time.js';
import type { NodeMemory, NodeValues } from '../ports/store-database.js';

/** The node has never been enrolled: it knows no hub, and may say nothing. */
export class NotEnrolled extends Error {
  override readonly name = 'NotEnrolled';
}

/** When this run of the program began, by the store's own clock and by the one that counts since the machine started. */
export interface ProgramStart {
  readonly at: StoreTime;
  readonly elapsedMs: number;
}

/** What the node knows at all times, as it is on the disk. */
export interface NodeState {
  readonly books: StoreBooks;
  readonly head: ChainHead;
  readonly headAt: HybridTime | undefined;
  readonly values: Partial<NodeValues>;
  readonly start: ProgramStart;
}

export const startOf = ({ values }: NodeMemory, clock: Clock): ProgramStart => ({
  at: startsAt(values.clock, Math.floor(clock.now())),
  elapsedMs: clock.elapsed(),
});

/** @throws NotEnrolled */
export function stateOf({ values, head, headAt, unconfirmed }: NodeMemory, start: ProgramStart): NodeState {
  if (!values.terms || !values.identity) throw new NotEnrolled('This store is not enrolled at a hub');
  const books: StoreBooks = { ...newBooks(values.terms), ...values.sums, unconfirmed };
  return { books: values.stores ? withStores(books, values.stores) : books, head, headAt, values, start };
}

function timeAt({ at: { era, ms }, elapsedMs }: ProgramStart, clock: Clock): StoreTime {
  const runsForMs = Math.floor(clock.elapsed() - elapsedMs);
  return { era, ms: ms + runsForMs };
}

export const readClocks = (start: ProgramStart, clock: Clock): ClockReading => ({
  wallMs: Math.floor(clock.now()),
  ...timeAt(start, clock),
});

export const momentOf = ({ start, values }: NodeState, clock: Clock): Moment => {
  const at = timeAt(start, clock);
  return { at, knowledgeAgeMs: ageMs(values.heard, at) };
};

/** The same for one card: what is known of it from the list only is as old as the list. */
export const momentFor = ({ standing, listed }: KnownCard, { values }: NodeState, now: Moment): Moment =>
  standing || !listed ? now : { ...now, knowledgeAgeMs: ageMs(values.list?.asOf, now.at) };

/** Where nobody can tell, what the store knows is older than any limit. */
const ageMs = (since: StoreTime | null | undefined, now: StoreTime): number =>
  Math.max(0, (since && msSince(since, now)) ?? Number.MAX_SAFE_INTEGER);
