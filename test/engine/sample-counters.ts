import {
  accept,
  type BoundedContext,
  command,
  decider,
  event,
  projection,
  refusal,
  refuse,
  saga,
  when,
} from '#kernel';
import { z } from 'zod';

// As little business as the engine can be tried on: counters that remember what they were told, in order.

const counter = { counterId: z.string() };
const pauseThenCount = { ...counter, pauseMs: z.int(), text: z.string() };
const key = { key: 'counterId' } as const;

export class Count extends command('counters.count', { ...counter, text: z.string() }, key) {}
export class Counted extends event('counters.counted', { ...counter, text: z.string() }, key) {}
export class TooMuch extends refusal('counters.too-much', counter, key) {}
export class Begin extends command('counters.begin', pauseThenCount, key) {}
export class Begun extends event('counters.begun', pauseThenCount, key) {}

/** Texts that make a command fail, each in its own way. */
export const POISON = {
  /** The decision throws. */
  decision: 'throw',
  /** The decision throws something that cannot be written down as it is. */
  unspeakable: 'throw a null character',
  /** The event cannot be stored. */
  storage: 'null \0 character',
  /** The command that the saga sends with it is `storage`. */
  followUp: 'to be poison',
  /** The event is stored once; then no history with it can be read. */
  history: 'spoil',
} as const;

/** Failures that pass: the decision throws as long as its text is in here. */
export const flaky = new Set<string>();

const counting = decider('counters.counter', {
  initial: 0,
  events: [Counted],
  evolve: (count, { data }) => {
    if (data.text === POISON.history && count > 0) throw new Error('This history cannot be read');
    return count + 1;
  },
  decisions: [
    when(Count, (count: number, { data }) => {
      if (data.text === POISON.decision || flaky.has(data.text))
        throw new Error(`${data.text}, says the decision`);
      if (data.text === POISON.unspeakable) throw new Error('A \0 character');
      return count < 1_000 ? accept(new Counted(data)) : refuse(new TooMuch({ counterId: data.counterId }));
    }),
  ],
});

const beginning = decider('counters.beginning', {
  initial: null,
  events: [Begun],
  evolve: () => null,
  decisions: [when(Begin, (_, { data }) => accept(new Begun(data)))],
});

export const ROUND = 'counters.round';

/** Waits for a while, then counts. */
export const round = (version: number) =>
  saga(ROUND, { version })
    .startedBy(
      Begun,
      ({ data }) => data,
      ({ data }) => data.counterId,
    )
    .awaitTime('rest', ({ pauseMs }, nowMs) => nowMs + pauseMs)
    .pivot('count', (s) =>
      s
        .send(Count, ({ counterId, text }) => ({
          counterId,
          text: text === POISON.followUp ? POISON.storage : text,
        }))
        .on(Counted),
    )
    .build();

export interface Tally {
  readonly counterId: string;
  readonly texts: readonly string[];
}

export const tallies = (version: number) =>
  projection<Tally, readonly [typeof Counted]>('counters.tallies', {
    version,
    events: [Counted],
    rowKey: ({ data }) => data.counterId,
    evolve: (row, { event: { data } }) => ({
      counterId: data.counterId,
      texts: [...(row?.texts ?? []), data.text],
    }),
  });

export const countersContext: BoundedContext = {
  name: 'counters',
  decides: [counting, beginning],
  processes: [round(1)],
  shows: [tallies(1)],
  messages: [TooMuch],
};
