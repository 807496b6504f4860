import { type StoredEvent, whyWaiting } from '#kernel';
import type { Evidence, SagaEvidence } from './evidence.js';
import type { Invariant } from './invariant.js';

const ENDS = new Set(['completed', 'compensated']);

export const sagasEnd: Invariant = {
  name: 'P8 every saga completes, is compensated, or is visibly stuck',
  look: ({ sagas, log }) => [
    ...sagas.flatMap((saga) => {
      if (ENDS.has(saga.status)) return [];
      const reasons = whyWaiting(saga.instance).map(({ text }) => text);
      if (saga.status === 'stuck' && reasons.length > 0) return [];
      return [
        `${saga.saga} ${saga.key} is ${saga.status}, and nothing is to come: ${reasons.join('; ') || 'no reason is known'}`,
      ];
    }),
    ...log.flatMap(({ type, data }) => {
      const key: unknown = Reflect.get(Object(data), 'purchaseId');
      const isStart = type === 'purchasing.purchase-confirmed';
      return isStart && !sagas.some((saga) => saga.key === key)
        ? [`the saga of purchase ${String(key)} never started`]
        : [];
    }),
  ],
};

export const nothingAfterTheEnd: Invariant = {
  name: 'P9 no step after the end',
  look: ({ sagas, streams }) => [
    ...sagas.flatMap(({ saga, key, history }) => {
      const end = history.findIndex(({ what }) => ENDS.has(what));
      // What took effect late is undone even after the end.
      const later = end < 0 ? [] : history.slice(end + 1);
      const reopened = later.findIndex(({ what }) => what === 'undoing');
      const wrong = later
        .slice(0, reopened < 0 ? undefined : reopened)
        .filter(({ what }) => what !== 'ignored');
      return wrong.map(({ what, step }) => `${saga} ${key} has "${what} ${step ?? ''}" after its end`);
    }),
    ...[...streams.values()].flatMap((events) => {
      const last = events.findIndex(({ type }) => /\.purchase-(completed|cancelled)$/.test(type));
      const later = last < 0 ? [] : events.slice(last + 1);
      return later.map(({ type, stream }) => `${type} in ${stream}, which is closed`);
    }),
  ],
};

/** What the log knows of one purchase. */
interface Purchase {
  readonly saga: SagaEvidence;
  readonly events: readonly StoredEvent[];
}

/** Pairs of what is done and how it ends: taken for good, or given back. */
const THINGS = [
  {
    done: 'inventory.inventory-reserved',
    taken: 'inventory.inventory-consumed',
    back: 'inventory.inventory-released',
    id: 'reservationId',
  },
  {
    done: 'gift-cards.hold-placed',
    taken: 'gift-cards.hold-captured',
    back: 'gift-cards.hold-released',
    id: 'holdId',
  },
  {
    done: 'payments.payment-authorized',
    taken: 'payments.payment-captured',
    back: 'payments.payment-voided',
    id: 'paymentId',
  },
] as const;

export const compensationsFit: Invariant = {
  name: 'P8 each compensation is exactly for what was done',
  look: (evidence) => purchasesIn(evidence).flatMap(problemsOf),
};

function purchasesIn({ sagas, log }: Evidence): Purchase[] {
  return sagas.map((saga) => ({
    saga,
    events: log.filter(({ data }) => belongsTo(saga.key, data)),
  }));
}

const belongsTo = (key: string, data: unknown): boolean =>
  ['purchaseId', 'reservationId', 'holdId', 'paymentId', 'shipmentId'].some((field) =>
    String(Reflect.get(Object(data), field) ?? '').startsWith(key),
  );

function problemsOf({ saga, events }: Purchase): string[] {
  const ids = (type: string, field: string) =>
    new Set(
      events.filter((each) => each.type === type).map(({ data }) => String(Reflect.get(Object(data), field))),
    );
  return THINGS.flatMap(({ done, taken, back, id }) => {
    const [was, kept, undone] = [ids(done, id), ids(taken, id), ids(back, id)];
    const all = [...was];
    const name = `${saga.saga} ${saga.key} (${saga.status})`;
    const both = all.filter((each) => kept.has(each) && undone.has(each));
    const isAccepted = events.some(({ type }) => type === 'purchasing.purchase-accepted');
    const problems = both.map((each) => `${name}: ${each} was both taken and given back`);
    if (isAccepted)
      problems.push(...[...undone].map((each) => `${name}: ${each} was given back, though it was accepted`));
    const never = [...kept].filter((each) => !was.has(each));
    problems.push(...never.map((each) => `${name}: ${each} was taken without ${done}`));
    if (saga.status === 'completed') {
      problems.push(...all.filter((each) => !kept.has(each)).map((each) => `${name}: ${each} was not taken`));
    } else if (saga.status === 'compensated') {
      problems.push(
        ...all.filter((each) => !undone.has(each)).map((each) => `${name}: ${each} was not given back`),
      );
      problems.push(...[...kept].map((each) => `${name}: ${each} was taken`));
    }
    return problems;
  });
}

export const endsAgree: Invariant = {
  name: 'P8 a saga and its purchase agree on the end',
  look: (evidence) =>
    purchasesIn(evidence).flatMap(({ saga, events }) => {
      const has = (type: string) => events.some((each) => each.type === type);
      const name = `${saga.saga} ${saga.key}`;
      const wanted = {
        completed: 'purchasing.purchase-completed',
        compensated: 'purchasing.purchase-cancelled',
      };
      const problems: string[] = [];
      for (const [status, type] of Object.entries(wanted)) {
        if ((saga.status === status) !== has(type) && saga.status !== 'stuck') {
          problems.push(
            `${name} is ${saga.status}, and ${type} ${has(type) ? 'happened' : 'did not happen'}`,
          );
        }
      }
      const isShipped = has('dispatch.shipment-dispatched');
      if (isShipped && saga.status === 'compensated')
        problems.push(`${name} was undone, but its goods are on their way`);
      if (!isShipped && saga.status === 'completed')
        problems.push(`${name} completed, and its goods never left`);
      if (has('purchasing.purchase-accepted') && has('purchasing.purchase-cancelled'))
        problems.push(`${name} was accepted and cancelled`);
      return problems;
    }),
};
