import type { StoredEvent } from '#kernel';
import { z } from 'zod';
import type { Evidence } from './evidence.js';
import type { Invariant } from './invariant.js';

const Amount = z.object({ amount: z.object({ minor: z.number() }) });
const Quantity = z.object({ quantity: z.number() });

const minorOf = ({ data }: StoredEvent): number => Amount.parse(data).amount.minor;
const piecesOf = ({ data }: StoredEvent): number => Quantity.parse(data).quantity;

/** What an event does to what is there, and to what is set aside of it. */
type Effect = Readonly<Record<string, readonly [there: number, setAside: number]>>;

const ON_CARDS: Effect = {
  'gift-cards.card-loaded': [1, 0],
  'gift-cards.card-redeemed': [-1, 0],
  'gift-cards.hold-placed': [0, 1],
  'gift-cards.hold-captured': [-1, -1],
  'gift-cards.hold-released': [0, -1],
};
const ON_STOCK: Effect = {
  'inventory.stock-received': [1, 0],
  'inventory.inventory-reserved': [0, 1],
  'inventory.inventory-consumed': [-1, -1],
  'inventory.inventory-released': [0, -1],
};

export const cardsAreNeverOverdrawn: Invariant = {
  name: 'P10 no card is overdrawn',
  look: ({ streams }) =>
    streamsOf(streams, 'gift-cards.card/').flatMap(([stream, events]) => {
      let [balance, held] = [0, 0];
      return events.flatMap((event) => {
        const [there, aside] = ON_CARDS[event.type] ?? [0, 0];
        if (there !== 0 || aside !== 0) {
          balance += there * minorOf(event);
          held += aside * minorOf(event);
        }
        return balance < 0 || held < 0 || balance - held < 0
          ? [`${stream} has ${balance} of which ${held} are held after ${event.type} ${event.streamVersion}`]
          : [];
      });
    }),
};

export const nothingIsSoldTwice: Invariant = {
  name: 'P10 nothing is sold twice',
  look: ({ streams }) =>
    streamsOf(streams, 'inventory.stock/').flatMap(([stream, events]) => {
      let [there, reserved] = [0, 0];
      return events.flatMap((event) => {
        const [more, aside] = ON_STOCK[event.type] ?? [0, 0];
        if (more !== 0 || aside !== 0) {
          there += more * piecesOf(event);
          reserved += aside * piecesOf(event);
        }
        return there < 0 || reserved < 0
          ? [`${stream} has ${there}, and ${reserved} reserved after ${event.type} ${event.streamVersion}`]
          : [];
      });
    }),
};

const streamsOf = (streams: Evidence['streams'], prefix: string) =>
  [...streams].filter(([stream]) => stream.startsWith(prefix));

export const nothingIsLeftSetAside: Invariant = {
  name: 'P10 an ended saga leaves nothing set aside',
  look: ({ sagas, log, desk }) => {
    const stuck = sagas.filter(({ status }) => status === 'stuck').map(({ key }) => key);
    const isStuck = (id: string) => stuck.some((key) => id.startsWith(key));
    const open = (done: string, ends: readonly string[], field: string) => {
      const ended = new Set(log.filter(({ type }) => ends.includes(type)).map((event) => idOf(event, field)));
      const ids = log.filter(({ type }) => type === done).map((event) => idOf(event, field));
      return ids.filter((id) => !ended.has(id) && !isStuck(id));
    };
    const holds = open(
      'gift-cards.hold-placed',
      ['gift-cards.hold-captured', 'gift-cards.hold-released'],
      'holdId',
    );
    const goods = open(
      'inventory.inventory-reserved',
      ['inventory.inventory-consumed', 'inventory.inventory-released'],
      'reservationId',
    );
    const atProvider = [...desk.authorizations.values()].filter(
      ({ state, key }) => state === 'held' && !isStuck(key),
    );
    return [
      ...holds.map((id) => `hold ${id} is left behind`),
      ...goods.map((id) => `reservation ${id} is left behind`),
      ...atProvider.map(({ reference, key }) => `the provider still holds ${reference} (${key})`),
    ];
  },
};

export const theProviderAgrees: Invariant = {
  name: 'P7 the provider and the log agree, and each effect happened once',
  look: ({ log, desk, sagas }) => {
    const authorizations = [...desk.authorizations.values()];
    const captured = new Map(
      log
        .filter(({ type }) => type === 'payments.payment-captured')
        .map((event) => [idOf(event, 'paymentId'), minorOf(event)]),
    );
    const problems = desk.misused.map((key) => `the key ${key} came again with another request`);
    const byPayment = new Map<string, number>();
    for (const { key, captureKeys, state, amount, reference } of authorizations) {
      const paymentId = key.slice(0, key.lastIndexOf(':'));
      byPayment.set(paymentId, (byPayment.get(paymentId) ?? 0) + 1);
      const isOpen = sagas.some((saga) => paymentId.startsWith(saga.key) && saga.status === 'stuck');
      if (captureKeys.length > 1) problems.push(`${reference} was captured ${captureKeys.length} times`);
      if (state === 'captured' && captured.get(paymentId) !== amount.minor && !isOpen) {
        problems.push(
          `the provider took ${amount.minor} for ${paymentId}, and the log says ${captured.get(paymentId) ?? 'nothing'}`,
        );
      }
      if (state !== 'captured' && captured.has(paymentId))
        problems.push(`the log says that ${paymentId} was captured; it is ${state}`);
    }
    for (const [paymentId, count] of byPayment) {
      if (count > 1) problems.push(`${paymentId} was authorized ${count} times`);
    }
    return problems;
  },
};

const idOf = ({ data }: StoredEvent, field: string): string => String(Reflect.get(Object(data), field));
