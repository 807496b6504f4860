import { isDeepStrictEqual } from 'node:util';
import type { StoredEvent } from '#kernel';
import type { Evidence } from './evidence.js';
import type { Invariant } from './invariant.js';

type Entry = Evidence['journal'][number];

export const whatWasToldIsKept: Invariant = {
  name: 'P1 what a client was told is kept',
  look: ({ journal, log, sagas }) =>
    journal.flatMap((entry) => {
      if (entry.nonsense !== undefined)
        return [`${nameOf(entry)} was answered with nonsense: ${entry.nonsense}`];
      if (!entry.accepted) return [`${nameOf(entry)} was never accepted`];
      if (!entry.operation) return [`${nameOf(entry)} was accepted, and nobody knows of it`];
      return entry.ended ? endIsKept(entry, log, sagas) : [];
    }),
};

function endIsKept(entry: Entry, log: readonly StoredEvent[], sagas: Evidence['sagas']): string[] {
  const { ended, operation } = entry;
  if (!ended) return [];
  const { state, result, refusal } = ended;
  if (operation?.state !== state)
    return [`${nameOf(entry)} was told "${state}", and now it is "${operation?.state}"`];
  if (state === 'succeeded' && ended.saga !== undefined) {
    const saga = sagas.find((each) => each.saga === ended.saga && each.key === ended.key);
    return saga?.status === 'completed'
      ? []
      : [`${nameOf(entry)} was told that ${ended.saga} completed; it is ${saga?.status ?? 'missing'}`];
  }
  if (state === 'succeeded') {
    const isKept = log.some(
      (event) => event.type === result?.type && isDeepStrictEqual(event.data, result.data),
    );
    return isKept ? [] : [`${nameOf(entry)} was told ${JSON.stringify(result)}, which is not in the log`];
  }
  const kept = log.filter(({ causationId }) => causationId === ended.id);
  const isDecision = ended.saga === undefined;
  return isDecision && refusal && kept.length > 0
    ? [
        `${nameOf(entry)} was refused with ${refusal.type}, but ${kept.map(({ type }) => type).join(', ')} was kept`,
      ]
    : [];
}

const ONCE: Readonly<Record<string, string>> = {
  'gift-cards.card-issued': 'cardId',
  'gift-cards.card-loaded': 'loadId',
  'gift-cards.card-redeemed': 'redemptionId',
  'gift-cards.hold-placed': 'holdId',
  'gift-cards.hold-captured': 'holdId',
  'gift-cards.hold-released': 'holdId',
  'inventory.stock-received': 'deliveryId',
  'inventory.inventory-reserved': 'reservationId',
  'inventory.inventory-consumed': 'reservationId',
  'inventory.inventory-released': 'reservationId',
  'payments.payment-captured': 'paymentId',
  'dispatch.shipment-dispatched': 'shipmentId',
  'purchasing.purchase-confirmed': 'purchaseId',
  'purchasing.purchase-accepted': 'purchaseId',
  'purchasing.purchase-completed': 'purchaseId',
  'purchasing.purchase-cancelled': 'purchaseId',
};

export const everythingHappensOnce: Invariant = {
  name: 'P2 everything happens at most once',
  look({ log }) {
    const counts = new Map<string, number>();
    for (const { type, data } of log) {
      const field = ONCE[type];
      if (field === undefined) continue;
      const name = `${type} of ${String(Reflect.get(Object(data), field))}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const repeated = [...counts].flatMap(([name, count]) =>
      count > 1 ? [`${name} happened ${count} times`] : [],
    );
    return [...repeated, ...decidedTwice(log)];
  },
};

/** The events of one decision stand together in one stream. */
function decidedTwice(log: readonly StoredEvent[]): string[] {
  const places = new Map<string, StoredEvent[]>();
  for (const event of log) places.set(event.causationId, [...(places.get(event.causationId) ?? []), event]);
  return [...places].flatMap(([cause, events]) => {
    const [first] = events;
    const isOne = events.every(
      ({ stream, streamVersion }, at) =>
        stream === first?.stream && streamVersion === first.streamVersion + at,
    );
    return isOne
      ? []
      : [
          `message ${cause} was decided more than once: ${events.map(({ type, stream }) => `${type} in ${stream}`).join(', ')}`,
        ];
  });
}

export const operationsEnd: Invariant = {
  name: 'P8 operations of ended work have ended',
  look: ({ journal, sagas }) =>
    journal.flatMap((entry) => {
      const { operation } = entry;
      if (!operation || !['accepted', 'running'].includes(operation.state)) return [];
      const stuck = sagas.some(({ key, status }) => key === operation.key && status === 'stuck');
      return stuck && operation.saga !== undefined
        ? []
        : [`${nameOf(entry)} is "${operation.state}" for ever`];
    }),
};

const nameOf = ({ client, action, accepted }: Entry): string =>
  `${client}, who ${action.says} (${accepted?.id ?? 'no operation'}),`;
