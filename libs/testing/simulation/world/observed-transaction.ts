import type { Addressed, Claimed, Envelope, SagaHistoryEntry, SagaInstance, StoredEvent } from '#kernel';
import type { SagaEncounters } from '../faults/sometimes.js';
import type { Belief } from './chronicle.js';
import type { Handled, Queued } from './key-order.js';

/** What one transaction has done so far, as far as a story tells of it. */
export class Doings {
  readonly told: string[] = [];
  readonly met: (() => void)[] = [];
  readonly events: string[] = [];
  readonly beliefs: Omit<Belief, 'after'>[] = [];
  /** Messages that it was to complete, and had lost. */
  readonly lost: string[] = [];
  readonly queued: Queued[] = [];
  readonly handled: Handled[] = [];
  readonly gone: Handled[] = [];
  wrote = false;
  tookTimers = false;
}

const WRITES = new Set([
  'append',
  'save',
  'set',
  'cancel',
  'complete',
  'fail',
  'postpone',
  'bury',
  'deliverDead',
  'add',
  'settle',
  'park',
  'admit',
  'change',
]);

/** Notes what a statement asks for and what it gives. */
export function observe(
  doings: Doings,
  encounters: SagaEncounters,
  name: string,
  args: readonly unknown[],
  result: unknown,
): void {
  const [first] = args;
  if (WRITES.has(name) && !(Array.isArray(first) && first.length === 0)) doings.wrote = true;
  switch (name) {
    case 'append':
      doings.told.push(...eventsIn(first).map(({ type, stream }) => `${type} (${stream})`));
      doings.events.push(...eventsIn(first).map(({ id }) => id));
      doings.handled.push(...eventsIn(first).map(causeOf));
      return;
    case 'save':
      doings.beliefs.push(...savesIn(first).flatMap(beliefsIn));
      return;
    case 'takeDue':
      if (!Array.isArray(result) || result.length === 0) return;
      doings.wrote = true;
      doings.tookTimers = true;
      return;
    case 'complete':
      doings.handled.push(...claimedIn(first).map(messageOf));
      doings.gone.push(...claimedIn(first).map(messageOf));
      return;
    case 'deliver':
      doings.queued.push(...addressedIn(first).map(messageOf));
      if (typeof result === 'number' && result > 0) doings.wrote = true;
      if (typeof result === 'number' && Array.isArray(first) && result < first.length)
        doings.met.push(() => encounters.met('a duplicate was suppressed'));
      return;
    case 'claim':
      if (aTimerMetAnAnswer(claimedIn(result)))
        doings.met.push(() => encounters.met('a timer met an answer'));
      return;
    case 'fail':
      return observeFailure(doings, encounters, claimedIn([first]), String(args[1]));
    case 'postpone':
      doings.told.push(...claimedIn([first]).map(({ envelope }) => `puts off ${envelope.type}`));
      doings.met.push(() => encounters.met('a message was put off'));
      return;
    case 'bury':
      doings.told.push(...claimedIn([first]).map(({ envelope }) => `buries ${envelope.type}`));
      doings.gone.push(...claimedIn([first]).map(messageOf));
      doings.met.push(() => encounters.met('a message became a dead letter'));
      return;
    case 'completeLeased':
      if (result !== false) {
        doings.wrote = true;
        doings.handled.push(...claimedIn([first]).map(messageOf));
        doings.gone.push(...claimedIn([first]).map(messageOf));
      } else {
        encounters.met('a lease was lost');
        doings.lost.push(...claimedIn([first]).map(({ envelope }) => `${envelope.type} ${envelope.id}`));
      }
      return;
  }
}

const messageOf = ({ queue, envelope: { key, id, type } }: Addressed): Queued => ({ queue, key, id, type });

/** Each context decides in the queue of its name, by the key of the stream. */
const causeOf = ({ type, stream, causationId }: StoredEvent): Handled => ({
  queue: type.slice(0, type.indexOf('.')),
  key: stream.slice(stream.indexOf('/') + 1),
  id: causationId,
});

/** A read model is saved too, by other arguments. */
interface Save {
  readonly instance: SagaInstance;
  readonly history: readonly SagaHistoryEntry[];
}

const beliefsIn = ({ instance: { saga, key }, history }: Save): Omit<Belief, 'after'>[] =>
  history.flatMap(({ what, step }) =>
    (what === 'done' || what === 'undone') && step !== undefined ? [{ saga, key, what, path: step }] : [],
  );

const UNDOES = /\.(release|void)-/;

function observeFailure(
  doings: Doings,
  encounters: SagaEncounters,
  failed: readonly Claimed[],
  why: string,
): void {
  for (const each of failed) {
    const { envelope } = each;
    doings.told.push(`will try ${envelope.type} again: ${why}`);
    doings.met.push(() => {
      encounters.met('a handler failed and was tried again');
      if (UNDOES.test(envelope.type)) encounters.met('a compensation was tried again');
    });
  }
}

function aTimerMetAnAnswer(claimed: readonly Claimed[]): boolean {
  const envelopes = claimed.map(({ envelope }) => envelope);
  const timers = envelopes.filter(({ kind }) => kind === 'timer');
  const isAnswerTo = (timer: Envelope) => (each: Envelope) =>
    each.inReplyTo !== undefined && each.saga === timer.saga && each.key === timer.key;
  return timers.some((timer) => envelopes.some(isAnswerTo(timer)));
}

// The arguments are what the port says that they are; only their names were lost on the way through the proxy.
const eventsIn = (value: unknown): StoredEvent[] => (Array.isArray(value) ? value : []);
const savesIn = (value: unknown): Save[] => (Array.isArray(value) ? value : []);
const claimedIn = (value: unknown): Claimed[] => (Array.isArray(value) ? value : []);
const addressedIn = (value: unknown): Addressed[] => (Array.isArray(value) ? value : []);
