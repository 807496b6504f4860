import type { SagaDefinition } from '#kernel';
import type { Fault } from '../faults/fault.js';
import { BEGINNING } from '../world/simulated-process.js';
import type { Evidence, SagaEvidence } from './evidence.js';
import type { Invariant } from './invariant.js';

/** What each step of a purchase stands for, done and undone, and the field that says for which. */
const MEANS: Readonly<Record<string, readonly [done: string, undone: string, field: string, part: string]>> =
  {
    'reserve inventory': [
      'inventory.inventory-reserved',
      'inventory.inventory-released',
      'reservationId',
      ':line:',
    ],
    'hold cards': ['gift-cards.hold-placed', 'gift-cards.hold-released', 'holdId', ':hold:'],
    'authorize payment': ['payments.payment-authorized', 'payments.payment-voided', 'paymentId', ':payment'],
    accept: ['purchasing.purchase-accepted', '', 'purchaseId', ''],
    'capture payment': ['payments.payment-captured', '', 'paymentId', ':payment'],
    'capture holds': ['gift-cards.hold-captured', '', 'holdId', ':hold:'],
    'consume inventory': ['inventory.inventory-consumed', '', 'reservationId', ':line:'],
    dispatch: ['dispatch.shipment-dispatched', '', 'shipmentId', ':shipment'],
    complete: ['purchasing.purchase-completed', '', 'purchaseId', ''],
    close: ['', 'purchasing.purchase-cancelled', 'purchaseId', ''],
  };

export const sagasBelieveWhatHappened: Invariant = {
  name: 'P8 a saga takes for done only what has happened',
  look({ log, world: { chronicle } }) {
    const ids = new Map<string, string>();
    for (const { id, type, data } of log) {
      for (const [done, undone, field] of Object.values(MEANS)) {
        const name = `${type} of ${String(Reflect.get(Object(data), field))}`;
        if ((type === done || type === undone) && !ids.has(name)) ids.set(name, id);
      }
    }
    return chronicle.beliefs.flatMap(({ key, what, path, after }) => {
      const [, step = '', item = ''] = /^([^[]+)(?:\[(\d+)\])?$/.exec(path) ?? [];
      const means = MEANS[step];
      if (!means) return [];
      const [done, undone, , part] = means;
      const event = `${what === 'done' ? done : undone} of ${key}${part}${item}`;
      const id = ids.get(event);
      const kept = id === undefined ? undefined : chronicle.whenKept(id);
      return kept !== undefined && kept > after
        ? [`purchase ${key} took "${path}" for ${what} before there was ${event}`]
        : [];
    });
  },
};

/** Transactions tell the time at which they began, and may be open for so long. */
const TOLERANCE_MS = 15_000;
/** How long undoing waits where the step sets no limit. */
const UNDOING_WITHIN_MS = 3_600_000;

export const nothingIsGivenUpEarly: Invariant = {
  name: 'P8 nothing is given up before its time',
  look({ sagas, world }) {
    // By a clock that was set back, too early is in time.
    if (world.scenario.faults.some((fault) => fault.kind === 'store clock' && fault.byMs < 0)) return [];
    return sagas.flatMap((saga) => givenUpEarly(saga, world));
  },
};

function givenUpEarly({ saga, key, history, instance }: SagaEvidence, world: Evidence['world']): string[] {
  const definition = world.routes.sagas.version(saga, instance.definitionVersion);
  const since = new Map<string, number>();
  return history.flatMap(({ at, what, step: path }) => {
    if (path === undefined) return [];
    if (what === 'sent' || what === 'waits') since.set(path, at);
    if (what !== 'timed out') return [];
    const waitedMs = at - (since.get(path) ?? at);
    return waitedMs < patienceOf(definition, path) - TOLERANCE_MS
      ? [`${saga} ${key} gave "${path}" up after ${waitedMs} ms`]
      : [];
  });
}

function patienceOf({ nodes }: SagaDefinition, path: string): number {
  const name = path.replace(/\[\d+\]$/, '');
  const step = nodes
    .flatMap((node) => (node.kind === 'parallel' ? [...node.steps] : [node.step]))
    .find((each) => each.name === name);
  const within = step && 'withinMs' in step ? step.withinMs : undefined;
  return within ?? UNDOING_WITHIN_MS;
}

export const zombiesDecideNothing: Invariant = {
  name: 'P2 what is decided under a lost lease is not kept',
  look: ({ world }) =>
    world.chronicle.zombies.map(
      (message) => `the lease of ${message} was lost, and what came of it was kept`,
    ),
};

export const nobodyJumpsTheQueue: Invariant = {
  name: 'P6 no message overtakes another of its key',
  look: ({ world }) => world.chronicle.order.overtaken,
};

/** Backoff, staff and requests that come again may need so long after the last fault. */
const RECOVERY_MS = 480_000;

export const nobodyWaitsInVain: Invariant = {
  name: 'P8 no participant is silent without a fault',
  look({ sagas, world: { scenario } }) {
    // By a clock that jumps, nobody can tell how long something took.
    if (scenario.faults.some(({ kind }) => kind === 'store clock')) return [];
    const quietSince = BEGINNING + Math.max(0, ...scenario.faults.map(endOf)) + RECOVERY_MS;
    return sagas.flatMap(({ saga, key, history }) =>
      history.flatMap(({ at, what, step, detail }) =>
        what === 'timed out' && detail !== undefined && at > quietSince
          ? [`${saga} ${key}: "${step}" timed out long after the last fault: ${detail}`]
          : [],
      ),
    );
  },
};

/** When the last of it is over, on the world's time; one that waits for its occasion may wait for a while. */
function endOf(fault: Fault): number {
  const lastsMs = 'forMs' in fault ? fault.forMs : 0;
  const laterMs = 'byMs' in fault ? Math.abs(fault.byMs) : 0;
  const downMs = 'downMs' in fault ? fault.downMs : 0;
  return fault.atMs + 60_000 + lastsMs + laterMs + downMs;
}
