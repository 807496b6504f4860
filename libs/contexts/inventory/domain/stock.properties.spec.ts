import { describe, expect, it } from '@jest/globals';
import { type Arbitrary, array, assert, integer, nat, oneof, property, record } from 'fast-check';

import type { Decision, Message } from '#kernel';

import { ConsumeInventory, ReceiveStock, ReleaseInventory, ReserveInventory } from '../contracts/index.js';
import { LEASE_MS } from './reserve.js';
import { sku } from './sample-stock.js';
import { evolve, noStock, type Stock, type StockEvent } from './stock.js';
import { stock } from './stock.decider.js';

const RUNS = { numRuns: 300 };

const digits = integer({ min: 1, max: 9 });
const deliveries = digits.map((digit) => `01980000-0000-7000-8000-00000000000${digit}`);
const reservations = digits.map((digit) => `reservation ${digit}`);
const quantities = integer({ min: 1, max: 6 });

const commands: Arbitrary<Message<'command'>> = oneof(
  {
    weight: 2,
    arbitrary: record({ deliveryId: deliveries, quantity: quantities }).map(
      (data) => new ReceiveStock({ sku, ...data }),
    ),
  },
  {
    weight: 4,
    arbitrary: record({ reservationId: reservations, quantity: quantities }).map(
      (data) => new ReserveInventory({ sku, ...data }),
    ),
  },
  { weight: 1, arbitrary: reservations.map((reservationId) => new ReleaseInventory({ sku, reservationId })) },
  { weight: 3, arbitrary: reservations.map((reservationId) => new ConsumeInventory({ sku, reservationId })) },
);

interface Step {
  readonly command: Message<'command'>;
  /** Since the step before, in milliseconds; below zero when the clock falls. */
  readonly waitMs: number;
}

const stepsWith = (waits: Arbitrary<number>): Arbitrary<Step[]> =>
  array(record({ command: commands, waitMs: waits }), { maxLength: 60, size: 'max' });

const steady = stepsWith(integer({ min: 0, max: LEASE_MS }));
const erratic = stepsWith(integer({ min: -2 * LEASE_MS, max: 2 * LEASE_MS }));

interface Moment {
  readonly now: number;
  readonly stock: Stock;
  readonly received: number;
  readonly consumed: number;
}

const beginning: Moment = { now: 0, stock: noStock, received: 0, consumed: 0 };

/** The stock after each step, with the sums of what its events say. */
function play(steps: readonly Step[], aggregate = stock.open([])): Moment[] {
  const moments: Moment[] = [];
  let moment = beginning;
  for (const { command, waitMs } of steps) {
    moment = { ...moment, now: Math.max(0, moment.now + waitMs) };
    const decision = aggregate.decide(command, moment);
    if (decision.outcome === 'accepted') {
      moment = decision.events.filter(isStockEvent).reduce(momentAfter, moment);
    }
    moments.push(moment);
  }
  return moments;
}

const isStockEvent = (event: Message<'event'>): event is StockEvent =>
  stock.events.some(({ type }) => type === event.type);

const momentAfter = (moment: Moment, event: StockEvent): Moment => ({
  now: moment.now,
  stock: evolve(moment.stock, event),
  received: moment.received + (event.type === 'inventory.stock-received' ? event.data.quantity : 0),
  consumed: moment.consumed + (event.type === 'inventory.inventory-consumed' ? event.data.quantity : 0),
});

const reservedAt = ({ stock: { open }, now }: Moment): number =>
  [...open.values()]
    .filter(({ data }) => data.leaseUntil > now)
    .reduce((sum, { data }) => sum + data.quantity, 0);

describe('Whatever is asked of a stock', () => {
  it('never promises and sells more than came in', () => {
    assert(
      property(steady, (steps) => {
        for (const moment of play(steps)) {
          expect(reservedAt(moment) + moment.consumed).toBeLessThanOrEqual(moment.received);
          expect(moment.stock.onHand).toBe(moment.received - moment.consumed);
        }
      }),
      RUNS,
    );
  });

  it('never sells more than came in, however the clock jumps', () => {
    assert(
      property(erratic, (steps) => {
        for (const { consumed, received } of play(steps)) expect(consumed).toBeLessThanOrEqual(received);
      }),
      RUNS,
    );
  });

  it('delivers all that it has promised, as long as the leases live', () => {
    assert(
      property(steady, (steps) => {
        const aggregate = stock.open([]);
        const last = play(steps, aggregate).at(-1) ?? beginning;
        const promised = [...last.stock.open.values()].filter(({ data }) => data.leaseUntil > last.now);
        for (const { data } of promised) {
          const consume = new ConsumeInventory({ sku, reservationId: data.reservationId });
          const decision = aggregate.decide(consume, last);
          expect(decision.outcome).toBe('accepted');
        }
      }),
      RUNS,
    );
  });

  it('changes nothing when it was accepted and comes again, at any distance', () => {
    const repetitions = array(nat(), { minLength: 60, maxLength: 60 });
    assert(
      property(steady, repetitions, (steps, picks) => {
        const aggregate = stock.open([]);
        const accepted: Message<'command'>[] = [];
        const doneTwice: Message<'command'>[] = [];
        let now = 0;
        steps.forEach(({ command, waitMs }, at) => {
          now += waitMs;
          if (hasNewEvents(aggregate.decide(command, { now }))) accepted.push(command);
          const again = accepted[(picks[at] ?? 0) % accepted.length];
          if (again && hasNewEvents(aggregate.decide(again, { now }))) doneTwice.push(again);
        });
        expect(doneTwice).toEqual([]);
      }),
      RUNS,
    );
  });
});

const hasNewEvents = (decision: Decision): boolean =>
  decision.outcome === 'accepted' && decision.events.length > 0;
