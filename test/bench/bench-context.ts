import { accept, type BoundedContext, command, decider, event, exponential, projection, refusal, refuse, saga, when } from '#kernel';
import { z } from 'zod';

// The workload: reserve, authorize, capture, dispatch; each keeps one event. In 5 % of the runs capturing is refused
// and what was done is undone.

const id = { id: z.string() };
const key = { key: 'id' } as const;

class Start extends command('bench.start', { ...id, amount: z.int(), fails: z.boolean() }, key) {}
class Started extends event('bench.started', { ...id, amount: z.int(), fails: z.boolean() }, key) {}
class Reserve extends command('bench.reserve', { ...id, quantity: z.int() }, key) {}
class Reserved extends event('bench.reserved', { ...id, quantity: z.int() }, key) {}
class Unreserve extends command('bench.unreserve', id, key) {}
class Unreserved extends event('bench.unreserved', id, key) {}
class Authorize extends command('bench.authorize', { ...id, amount: z.int() }, key) {}
class Authorized extends event('bench.authorized', { ...id, amount: z.int() }, key) {}
class Void extends command('bench.void', id, key) {}
class Voided extends event('bench.voided', id, key) {}
class Capture extends command('bench.capture', { ...id, fails: z.boolean() }, key) {}
class Captured extends event('bench.captured', id, key) {}
class CaptureDeclined extends refusal('bench.capture-declined', id, key) {}
class Dispatch extends command('bench.dispatch', id, key) {}
class Dispatched extends event('bench.dispatched', id, key) {}

const orders = decider('bench.order', {
  initial: null,
  events: [Started],
  evolve: () => null,
  decisions: [when(Start, (_, { data }) => accept(new Started(data)))],
});
const stock = decider('bench.stock', {
  initial: null,
  events: [Reserved, Unreserved],
  evolve: () => null,
  decisions: [
    when(Reserve, (_, { data }) => accept(new Reserved(data))),
    when(Unreserve, (_, { data }) => accept(new Unreserved(data))),
  ],
});
const payments = decider('bench.payment', {
  initial: null,
  events: [Authorized, Voided, Captured],
  evolve: () => null,
  decisions: [
    when(Authorize, (_, { data }) => accept(new Authorized(data))),
    when(Void, (_, { data }) => accept(new Voided(data))),
    when(Capture, (_, { data }) =>
      data.fails ? refuse(new CaptureDeclined({ id: data.id })) : accept(new Captured({ id: data.id })),
    ),
  ],
});
const shipments = decider('bench.shipment', {
  initial: null,
  events: [Dispatched],
  evolve: () => null,
  decisions: [when(Dispatch, (_, { data }) => accept(new Dispatched(data)))],
});

const process = saga('bench.purchase', { version: 1 })
  .startedBy(
    Started,
    ({ data }) => ({ ...data }),
    ({ data }) => data.id,
  )
  .step('reserve', (s) =>
    s
      .send(Reserve, ({ id }) => ({ id, quantity: 1 }))
      .on(Reserved)
      .undo(Unreserve, ({ id }) => ({ id }))
      .cancel(Unreserve, ({ id }) => ({ id }))
      .within('5m'),
  )
  .step('authorize', (s) =>
    s
      .send(Authorize, ({ id, amount }) => ({ id, amount }))
      .on(Authorized)
      .undo(Void, ({ id }) => ({ id }))
      .cancel(Void, ({ id }) => ({ id }))
      .within('5m'),
  )
  .pivot('capture', (s) =>
    s
      .send(Capture, ({ id, fails }) => ({ id, fails }))
      .on(Captured)
      .refusedOn(CaptureDeclined),
  )
  .step('dispatch', (s) => s.send(Dispatch, ({ id }) => ({ id })).on(Dispatched).retry(exponential({ first: '1s', max: '1m', attempts: 3 })))
  .build();

interface Outcome {
  readonly id: string;
  readonly steps: readonly string[];
}

const outcomes = projection<Outcome, [typeof Started, typeof Reserved, typeof Captured, typeof Dispatched, typeof Voided]>(
  'bench.outcomes',
  {
    version: 1,
    events: [Started, Reserved, Captured, Dispatched, Voided],
    rowKey: ({ data }) => data.id,
    evolve: (row, { event: { type, data } }) => ({ id: data.id, steps: [...(row?.steps ?? []), type] }),
  },
);

export const benchContext: BoundedContext = {
  name: 'bench',
  decides: [orders, stock, payments, shipments],
  processes: [process],
  shows: [outcomes],
  messages: [CaptureDeclined],
};

export { Start };
