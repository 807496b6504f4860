import { fromLatest, type Hand, HOUR_MS, PROJECTIONS } from './hand.js';
import { operation } from './operation.js';

const DEAL = { by: 'somebody', reason: 'why' };

const withLetter =
  (act: (hand: Hand, id: string) => Promise<unknown>) =>
  async (hand: Hand, which = 0): Promise<unknown> => {
    const id = fromLatest(hand.side.letters, which);
    return id === undefined ? 'no letter at hand' : act(hand, id);
  };

function projectionOf(number: number) {
  const projection = PROJECTIONS[number % PROJECTIONS.length];
  if (!projection) throw new RangeError('There are no projections');
  return projection;
}

const STATES = ['running', 'succeeded', 'failed'] as const;

const letterOperations = [
  operation(
    'deadLetters.find',
    [3],
    withLetter(async ({ tx }, id) => (await tx.deadLetters.find(id))?.dealtWith?.outcome ?? 'open or none'),
  ),
  operation(
    'deadLetters.replay',
    [3],
    withLetter(({ tx }, id) => tx.deadLetters.replay(id, DEAL)),
    {
      weight: 2,
    },
  ),
  operation(
    'deadLetters.discard',
    [3],
    withLetter(({ tx }, id) => tx.deadLetters.discard(id, DEAL)),
  ),
  operation('deadLetters.countOpen', [], async ({ tx, side: { names } }) =>
    (await tx.deadLetters.countOpen())
      .filter(({ queue }) => names.queues.includes(queue))
      .map(({ queue, count }) => [queue, count])
      .toSorted(),
  ),
];

const outboxOperations = [
  operation(
    'outbox.add',
    [2, 10, 3],
    ({ tx, side }, queue = 0, first = 0, more = 0) =>
      tx.outbox.add(side.names.messages(queue, first, more + 1)),
    { weight: 4 },
  ),
  operation(
    'outbox.read',
    [6],
    async ({ tx, side }, limit = 0) => {
      const rows = await tx.outbox.read(undefined, limit + 1);
      for (const row of rows) side.outgoing.set(`${row.queue} ${row.envelope.id}`, row);
      return rows.map(({ queue, envelope }) => [queue, envelope.id]);
    },
    { weight: 4, lags: true },
  ),
  operation(
    'outbox.settle',
    [2, 10, 3],
    ({ tx, side }, queue = 0, first = 0, more = 0) =>
      tx.outbox.settle(
        side.names
          .messages(queue, first, more + 1)
          .map(({ queue: name, envelope }) => ({ queue: name, messageId: envelope.id })),
      ),
    { weight: 2 },
  ),
  operation('outbox.park', [3], async ({ tx, side }, which = 0) => {
    const row = fromLatest([...side.outgoing.values()], which);
    return row ? tx.outbox.park(row, 'why') : 'no row at hand';
  }),
  operation('outbox.depth', [], async ({ tx }) => (await tx.outbox.depth()).waiting),
];

const roleOf = ({ side: { names } }: Hand, role: number): string => `${names.place} ${role}`;

const leaseOperations = [
  operation(
    'leases.hold',
    [2, 2, 2],
    (hand, role = 0, owner = 0, late = 0) =>
      hand.tx.leases.hold(roleOf(hand, role), `owner ${owner}`, late * HOUR_MS),
    { weight: 4 },
  ),
  operation('leases.heldLike', [], async ({ tx, side: { names } }) =>
    (await tx.leases.heldLike(`${names.place} `)).map(({ role, overForMs }) => [
      role.slice(names.place.length),
      overForMs < 0,
    ]),
  ),
  operation('leases.release', [2, 2], (hand, role = 0, owner = 0) =>
    hand.tx.leases.release(roleOf(hand, role), `owner ${owner}`),
  ),
];

const operationOperations = [
  operation(
    'operations.admit',
    [4, 3, 2],
    async ({ tx, side }, number = 0, key = 0, fingerprint = 0) => {
      // An operation has one idempotency key, and a caller who repeats it gives it another id.
      const request = side.names.operation(number * 3 + key, key, fingerprint);
      const [admission] = await tx.operations.admit([request]);
      return admission?.kind === 'reused'
        ? admission
        : [admission?.kind, admission?.operation.id, admission?.operation.state];
    },
    { weight: 5 },
  ),
  operation(
    'operations.change',
    [12, 3],
    ({ tx, side }, number = 0, state = 0) =>
      tx.operations.change([
        { id: side.names.operation(number, 0, 0).id, state: STATES[state] ?? 'running' },
      ]),
    { weight: 3 },
  ),
  operation('operations.find', [12], async ({ tx, side }, number = 0) => {
    const { id, principal } = side.names.operation(number, 0, 0);
    return (await tx.operations.find(id, principal))?.state ?? 'none';
  }),
];

const readModelOperations = [
  operation(
    'readModels.checkpoints',
    [2],
    async ({ tx }, projection = 0) =>
      (await tx.readModels.checkpoints([projectionOf(projection)])).size > 0 ? 'locked' : "another's",
    { weight: 3 },
  ),
  operation(
    'readModels.save',
    [2, 3, 3, 1_000],
    async ({ tx, side: { names } }, projection = 0, row = 0, removes = 0, value = 0) => {
      const changed = removes === 2 ? undefined : { place: names.place, value };
      const rows = new Map([[`${names.place} ${row}`, changed]]);
      await tx.readModels.save(projectionOf(projection), rows);
      await tx.readModels.advance([projectionOf(projection)], await tx.events.horizon());
    },
    { weight: 4 },
  ),
  operation('readModels.load', [2], async ({ tx, side: { names } }, projection = 0) => {
    const keys = [0, 1, 2].map((row) => `${names.place} ${row}`);
    const rows = await tx.readModels.load(projectionOf(projection), keys);
    return [...rows].map(([key, row]) => [key, row['value']]).toSorted();
  }),
  operation('readModels.list', [2, 3], async ({ tx, side: { names } }, projection = 0, limit = 0) => {
    const query = { where: { place: names.place }, limit: limit + 1 };
    const rows = await tx.readModels.list(projectionOf(projection), query);
    return rows.map((row) => row['value']);
  }),
];

export const otherOperations = [
  ...letterOperations,
  ...outboxOperations,
  ...leaseOperations,
  ...operationOperations,
  ...readModelOperations,
];
