import { createMemoryDatabase, createMemoryTransport } from '#adapters/memory';
import {
  accept,
  type Addressed,
  type BoundedContext,
  command,
  type Database,
  decider,
  event,
  type Message,
  refusal,
  refuse,
  saga,
  type Transport,
  when,
} from '#kernel';
import { countingIds } from '#testing';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { BatchHandler, type BatchResult } from './batch.js';
import { PostOffice } from './post-office.js';
import { Routes } from './routes.js';

// An order is charged at a till of another context, then closed: steps of different queues and keys.

const orderId = { orderId: z.string() };
const charge = { tillId: z.string(), amount: z.int() };
const byOrder = { key: 'orderId' } as const;
const byTill = { key: 'tillId' } as const;

class PlaceOrder extends command('orders.place-order', { ...orderId, ...charge }, byOrder) {}
class OrderPlaced extends event('orders.order-placed', { ...orderId, ...charge }, byOrder) {}
class CloseOrder extends command('orders.close-order', orderId, byOrder) {}
class OrderClosed extends event('orders.order-closed', orderId, byOrder) {}
class Charge extends command('tills.charge', charge, byTill) {}
class Charged extends event('tills.charged', charge, byTill) {}
class TillEmpty extends refusal('tills.till-empty', { tillId: z.string() }, byTill) {}

const BREAKS = 13;
const REFUSED = 0;

const orders: BoundedContext = {
  name: 'orders',
  decides: [
    decider('orders.order', {
      initial: null,
      events: [OrderPlaced, OrderClosed],
      evolve: () => null,
      decisions: [
        when(PlaceOrder, (_, { data }) => accept(new OrderPlaced(data))),
        when(CloseOrder, (_, { data }) => accept(new OrderClosed(data))),
      ],
    }),
  ],
  processes: [
    saga('orders.order', { version: 1 })
      .startedBy(
        OrderPlaced,
        ({ data }) => ({ ...data }),
        ({ data }) => data.orderId,
      )
      .pivot('charge', (s) =>
        s
          .send(Charge, ({ tillId, amount }) => ({ tillId, amount }))
          .on(Charged)
          .refusedOn(TillEmpty),
      )
      .step('close order', (s) => s.send(CloseOrder, (order) => ({ orderId: order.orderId })).on(OrderClosed))
      .build(),
  ],
};

const tills: BoundedContext = {
  name: 'tills',
  decides: [
    decider('tills.till', {
      initial: null,
      events: [Charged],
      evolve: () => null,
      decisions: [
        when(Charge, (_, { data }) => {
          if (data.amount === BREAKS) throw new Error('The till is jammed');
          return data.amount === REFUSED
            ? refuse(new TillEmpty({ tillId: data.tillId }))
            : accept(new Charged(data));
        }),
      ],
    }),
  ],
  messages: [TillEmpty],
};

const relayed: Transport = { ...createMemoryTransport(), delivery: 'relayed' };

class Shop {
  readonly database: Database = createMemoryDatabase();
  private readonly ids = countingIds();
  private readonly handler: BatchHandler;
  private readonly queues: string[];

  constructor(transport = createMemoryTransport()) {
    const routes = new Routes([orders, tills]);
    this.queues = routes.contextQueues();
    this.handler = new BatchHandler(routes, new PostOffice(transport), this.ids);
  }

  /** @returns the id of the operation that ends with the saga */
  async place(id: string, amount: number): Promise<string> {
    const operationId = this.ids.next();
    const order = new PlaceOrder({ orderId: id, tillId: 'till-1', amount });
    const following = { operationId, endsWithSaga: 'orders.order' };
    const operation = {
      id: operationId,
      command: order.type,
      key: id,
      correlationId: id,
      saga: 'orders.order',
      principal: 'cashier',
      idempotencyKey: operationId,
      fingerprint: 'a',
    };
    await this.database.transaction(async (tx) => {
      await tx.operations.admit([operation]);
      await tx.mailbox.deliver([this.addressed('orders', id, order, following)]);
    });
    return operationId;
  }

  /** Another customer is charged at the till. */
  deliverCharge(amount: number): Promise<number> {
    const other = this.addressed('tills', 'till-1', new Charge({ tillId: 'till-1', amount }));
    return this.database.transaction((tx) => tx.mailbox.deliver([other]));
  }

  private addressed(queue: string, key: string, message: Message, more = {}): Addressed {
    const { kind, type, version, data } = message;
    const at = '2026-01-01T12:00:00.000Z';
    return {
      queue,
      envelope: { id: this.ids.next(), kind, type, version, key, data, at, correlationId: key, ...more },
    };
  }

  /** One transaction of a worker. */
  work({ limit = 100, alone = false, queues = this.queues } = {}): Promise<BatchResult> {
    return this.database.transaction(async (tx) =>
      this.handler.handle(tx, await tx.mailbox.claim({ queues, limit, share: 1 }), { alone }),
    );
  }

  /** Types of all events, in the order of the log. */
  log(): Promise<string[]> {
    const types = [OrderPlaced, OrderClosed, Charged].map((each) => each.type);
    return this.database.transaction(async (tx) =>
      (await tx.events.readAfter(undefined, 100, types)).map((each) => each.event.type),
    );
  }

  waiting(): Promise<Record<string, number>> {
    return this.database.transaction(async (tx) =>
      Object.fromEntries((await tx.mailbox.depths()).map(({ queue, waiting }) => [queue, waiting])),
    );
  }
}

describe('What follows from the messages of a batch', () => {
  it('is handled in the same transaction: a whole saga, over several contexts', async () => {
    const shop = new Shop();
    const operationId = await shop.place('order-1', 5);
    const { endedOperations, failed } = await shop.work();
    expect(endedOperations).toEqual([operationId]);
    expect(failed).toEqual([]);
    await expect(shop.log()).resolves.toEqual([OrderPlaced.type, Charged.type, OrderClosed.type]);
    await expect(shop.waiting()).resolves.toEqual({});
  });

  it('gives the operation the place in the log at which all of its events can be seen', async () => {
    const shop = new Shop();
    const operationId = await shop.place('order-1', 5);
    await shop.work();
    const [operation, end] = await shop.database.transaction(async (tx) => [
      await tx.operations.find(operationId, 'cashier'),
      await tx.events.horizon(),
    ]);
    expect(operation).toMatchObject({ state: 'succeeded', consistencyToken: end });
  });

  it('keeps the history of the saga complete', async () => {
    const shop = new Shop();
    await shop.place('order-1', 5);
    await shop.work();
    const history = await shop.database.transaction((tx) =>
      tx.sagas.history({ saga: 'orders.order', key: 'order-1' }, 100),
    );
    expect(history.map(({ what, step }) => `${what} ${step ?? ''}`.trim())).toEqual([
      'started',
      'sent charge',
      'done charge',
      'sent close order',
      'done close order',
      'completed',
    ]);
  });

  it('ends in a refusal like through the queues', async () => {
    const shop = new Shop();
    const operationId = await shop.place('order-1', REFUSED);
    await shop.work();
    const operation = await shop.database.transaction((tx) => tx.operations.find(operationId, 'cashier'));
    expect(operation).toMatchObject({ state: 'compensated', refusal: { type: TillEmpty.type } });
    await expect(shop.log()).resolves.toEqual([OrderPlaced.type]);
  });

  it('waits behind what was there before it', async () => {
    const shop = new Shop();
    await shop.deliverCharge(1);
    await shop.place('order-1', 2);
    await shop.work({ queues: ['orders'] });
    await expect(shop.waiting()).resolves.toEqual({ tills: 2 });
    await shop.work({ queues: ['tills'], limit: 1 });
    await expect(shop.log()).resolves.toEqual([OrderPlaced.type, Charged.type]);
    await expect(shop.waiting()).resolves.toEqual({ tills: 1 });
    await shop.work();
    await expect(shop.log()).resolves.toEqual([
      OrderPlaced.type,
      Charged.type,
      Charged.type,
      OrderClosed.type,
    ]);
  });

  it('goes to its queue when it fails, where the failure is counted; the rest is kept', async () => {
    const shop = new Shop();
    await shop.place('order-1', BREAKS);
    await expect(shop.work()).resolves.toMatchObject({ failed: [] });
    await expect(shop.log()).resolves.toEqual([OrderPlaced.type]);
    await expect(shop.waiting()).resolves.toEqual({ tills: 1 });
    const { failed } = await shop.work();
    expect(failed.map(({ claimed }) => claimed.envelope.type)).toEqual([Charge.type]);
  });

  it('takes along to the queue what comes later under the key of the one that failed', async () => {
    const shop = new Shop();
    await shop.place('order-1', BREAKS);
    await shop.place('order-2', 5);
    await shop.work();
    await expect(shop.log()).resolves.toEqual([OrderPlaced.type, OrderPlaced.type]);
    await expect(shop.waiting()).resolves.toEqual({ tills: 2 });
  });

  it('is left to others by a message that is handled alone', async () => {
    const shop = new Shop();
    await shop.place('order-1', 5);
    await shop.work({ limit: 1, alone: true });
    await expect(shop.log()).resolves.toEqual([OrderPlaced.type]);
    await expect(shop.waiting()).resolves.toEqual({ orders: 1 });
  });

  it('goes over the broker where there is one', async () => {
    const shop = new Shop(relayed);
    await shop.place('order-1', 5);
    await shop.work();
    const outgoing = await shop.database.transaction((tx) => tx.outbox.read(undefined, 10));
    expect(outgoing.map(({ queue, envelope }) => [queue, envelope.type])).toEqual([
      ['orders', OrderPlaced.type],
    ]);
    await expect(shop.waiting()).resolves.toEqual({});
  });
});
