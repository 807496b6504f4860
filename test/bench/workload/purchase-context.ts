import {
  accept,
  type BoundedContext,
  command,
  decider,
  event,
  exponential,
  projection,
  refusal,
  refuse,
  saga,
  when,
} from '#kernel';
import { z } from 'zod';

const id = { id: z.string() };
const key = { key: 'id' } as const;

export class Start extends command('bench.start', { ...id, amount: z.int(), declined: z.boolean() }, key) {}
class Started extends event('bench.started', { ...id, amount: z.int(), declined: z.boolean() }, key) {}
class Reserve extends command('bench.reserve', { ...id, quantity: z.int() }, key) {}
class Reserved extends event('bench.reserved', { ...id, quantity: z.int() }, key) {}
class Release extends command('bench.release', id, key) {}
class Released extends event('bench.released', id, key) {}
class Authorize extends command('bench.authorize', { ...id, amount: z.int() }, key) {}
class Authorized extends event('bench.authorized', { ...id, amount: z.int() }, key) {}
class Void extends command('bench.void', id, key) {}
class Voided extends event('bench.voided', id, key) {}
class Capture extends command('bench.capture', { ...id, declined: z.boolean() }, key) {}
class Captured extends event('bench.captured', id, key) {}
class CaptureDeclined extends refusal('bench.capture-declined', id, key) {}
class Dispatch extends command('bench.dispatch', id, key) {}
class Dispatched extends event('bench.dispatched', id, key) {}

const order = decider('bench.order', {
  initial: null,
  events: [Started],
  evolve: () => null,
  decisions: [when(Start, (_, { data }) => accept(new Started(data)))],
});

const stock = decider('bench.stock', {
  initial: null,
  events: [Reserved, Released],
  evolve: () => null,
  decisions: [
    when(Reserve, (_, { data }) => accept(new Reserved(data))),
    when(Release, (_, { data }) => accept(new Released(data))),
  ],
});

const payment = decider('bench.payment', {
  initial: null,
  events: [Authorized, Voided, Captured],
  evolve: () => null,
  decisions: [
    when(Authorize, (_, { data }) => accept(new Authorized(data))),
    when(Void, (_, { data }) => accept(new Voided(data))),
    when(Capture, (_, { data }) =>
      data.declined ? refuse(new CaptureDeclined({ id: data.id })) : accept(new Captured({ id: data.id })),
    ),
  ],
});

const shipment = decider('bench.shipment', {
  initial: null,
  events: [Dispatched],
  evolve: () => null,
  decisions: [when(Dispatch, (_, { data }) => accept(new Dispatched(data)))],
});

export const PURCHASE = 'bench.purchase';

const purchase = saga(PURCHASE, { version: 1 })
  .startedBy(
    Started,
    ({ data }) => ({ ...data }),
    ({ data }) => data.id,
  )
  .step('reserve', (s) =>
    s
      .send(Reserve, (p) => ({ id: p.id, quantity: 1 }))
      .on(Reserved)
      .undo(Release, (p) => ({ id: p.id }))
      .cancel(Release, (p) => ({ id: p.id }))
      .within('5m'),
  )
  .step('authorize', (s) =>
    s
      .send(Authorize, (p) => ({ id: p.id, amount: p.amount }))
      .on(Authorized)
      .undo(Void, (p) => ({ id: p.id }))
      .cancel(Void, (p) => ({ id: p.id }))
      .within('5m'),
  )
  .pivot('capture', (s) =>
    s
      .send(Capture, (p) => ({ id: p.id, declined: p.declined }))
      .on(Captured)
      .refusedOn(CaptureDeclined),
  )
  .step('dispatch', (s) =>
    s
      .send(Dispatch, (p) => ({ id: p.id }))
      .on(Dispatched)
      .retry(exponential({ first: '1s', max: '1m', attempts: 3 })),
  )
  .build();

interface Outcome {
  readonly id: string;
  /** Types of the events, in the order of the log. */
  readonly events: readonly string[];
}

const SHOWN = [Started, Reserved, Released, Authorized, Voided, Captured, Dispatched] as const;

const outcomes = projection<Outcome, typeof SHOWN>('bench.outcomes', {
  version: 1,
  events: SHOWN,
  rowKey: ({ data }) => data.id,
  evolve: (row, { event: { type, data } }) => ({ id: data.id, events: [...(row?.events ?? []), type] }),
});

/**
 * The workload: reserve, authorize, capture, dispatch, each of which keeps one event. Where the capture is declined,
 * what was done is undone in reverse order.
 */
export const purchaseContext: BoundedContext = {
  name: 'bench',
  decides: [order, stock, payment, shipment],
  processes: [purchase],
  shows: [outcomes],
  messages: [CaptureDeclined],
};
