import { CommitUnknown, ConcurrentWrite, Unavailable, UndecodableMessage } from '#kernel';
import { Poisoned } from '../world/poisonable.js';
import type { Evidence, Finding } from './evidence.js';
import { annulledNeverComes } from './annulled.js';
import {
  nobodyJumpsTheQueue,
  nobodyWaitsInVain,
  nothingIsGivenUpEarly,
  sagasBelieveWhatHappened,
  zombiesDecideNothing,
} from './in-due-time.js';
import type { Invariant } from './invariant.js';
import {
  cardsAreNeverOverdrawn,
  nothingIsLeftSetAside,
  nothingIsSoldTwice,
  theProviderAgrees,
} from './money-and-goods.js';
import { compensationsFit, endsAgree, nothingAfterTheEnd, sagasEnd } from './sagas-end-well.js';
import { everythingHappensOnce, operationsEnd, whatWasToldIsKept } from './what-clients-know.js';
import { idsAreUnique, readModelsAreFolds, streamsAreGapless } from './what-the-log-says.js';

export const comesToRest: Invariant = {
  name: 'P16 everything comes to rest',
  look: ({ cameToRest, world }) =>
    cameToRest
      ? []
      : [
          `after ${world.steps} steps and ${Math.round(world.scheduler.now / 1_000)} s there is still something to do`,
        ],
};

const nothingIsLeftOver: Invariant = {
  name: 'P6 nothing is left in queues, outbox and timers',
  look: ({ leftOver }) =>
    Object.entries(leftOver).flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : [])),
};

/** A handler that fails for longer than this may fail for too long. */
const FAILING_MS = 300_000;

const onlyPoisonDies: Invariant = {
  name: 'P12 the dead letters are the planted poison',
  look({ deadLetters, planted, world }) {
    const poisoned = world.scenario.faults.flatMap((fault) =>
      fault.kind === 'poison' && fault.forMs > FAILING_MS ? [fault.command] : [],
    );
    const dead = deadLetters.map(({ envelope }) => String(Reflect.get(Object(envelope), 'id')));
    const innocent = deadLetters.filter(
      ({ envelope }, at) =>
        !planted.includes(dead[at] ?? '') &&
        !poisoned.includes(String(Reflect.get(Object(envelope), 'type'))),
    );
    return [
      ...innocent.map(
        ({ queue, reason, detail, envelope }) =>
          `${queue} buried ${String(Reflect.get(Object(envelope), 'type'))}: ${reason}, ${detail}`,
      ),
      ...planted.filter((id) => !dead.includes(id)).map((id) => `the planted message ${id} is nowhere`),
    ];
  },
};

const EXPECTED = [CommitUnknown, ConcurrentWrite, Unavailable, UndecodableMessage, Poisoned];

/** Who sleeps or is cut off within a transaction lets all readers of the log wait; one that lasts while the store's clock jumps seems to. */
const isALongTransaction = (what: string): boolean => what.startsWith('Readers of the log wait');
const someoneIsSlow = (faults: Evidence['world']['scenario']['faults']): boolean =>
  faults.some(({ kind }) => kind === 'pause' || kind === 'cut' || kind === 'store clock');

const noStrangeTrouble: Invariant = {
  name: 'P13 nobody meets an error that no fault explains',
  look: ({ troubles, world }) =>
    troubles
      .filter(({ error }) => !EXPECTED.some((known) => error instanceof known))
      .filter(({ what }) => !(isALongTransaction(what) && someoneIsSlow(world.scenario.faults)))
      .map(({ node, what, error }) => `${node}: ${what}: ${String(error)}`),
};

/** In the order in which a reader wants to hear of them. */
export const INVARIANTS: readonly Invariant[] = [
  comesToRest,
  whatWasToldIsKept,
  everythingHappensOnce,
  streamsAreGapless,
  idsAreUnique,
  cardsAreNeverOverdrawn,
  nothingIsSoldTwice,
  theProviderAgrees,
  sagasEnd,
  nothingAfterTheEnd,
  compensationsFit,
  sagasBelieveWhatHappened,
  nothingIsGivenUpEarly,
  nobodyWaitsInVain,
  zombiesDecideNothing,
  nobodyJumpsTheQueue,
  annulledNeverComes,
  endsAgree,
  nothingIsLeftSetAside,
  operationsEnd,
  readModelsAreFolds,
  onlyPoisonDies,
  nothingIsLeftOver,
  noStrangeTrouble,
];

/** Everything that is broken in what was seen. One that never came to rest is not asked for more. */
export function findingsIn(evidence: Evidence): Finding[] {
  const asked = evidence.cameToRest ? INVARIANTS : [comesToRest];
  return asked.flatMap(({ name, look }) => look(evidence).map((what) => ({ invariant: name, what })));
}
