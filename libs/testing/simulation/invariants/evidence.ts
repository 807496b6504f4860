import type {
  DeadLetter,
  Operation,
  Row,
  SagaHistoryEntry,
  SagaSummary,
  StoredEvent,
  Transaction,
} from '#kernel';
import type { JournalEntry } from '../outside/simulated-client.js';
import type { PaymentDesk } from '../outside/payment-desk.js';
import type { Trouble, World } from '../world/world.js';

/** What is broken, and where it was seen. */
export interface Finding {
  readonly invariant: string;
  readonly what: string;
}

export interface SagaEvidence extends SagaSummary {
  readonly history: readonly SagaHistoryEntry[];
}

/** All that can be seen of a world that has come to rest, by somebody who looks from outside. */
export interface Evidence {
  readonly cameToRest: boolean;
  readonly log: readonly StoredEvent[];
  readonly streams: ReadonlyMap<string, readonly StoredEvent[]>;
  readonly sagas: readonly SagaEvidence[];
  readonly journal: readonly (JournalEntry & { readonly operation: Operation | undefined })[];
  readonly deadLetters: readonly DeadLetter[];
  readonly rows: ReadonlyMap<string, readonly Row[]>;
  /** Messages in queues and in the outbox, and timers: by what they are. */
  readonly leftOver: Readonly<Record<string, number>>;
  readonly desk: PaymentDesk;
  readonly planted: readonly string[];
  readonly troubles: readonly Trouble[];
  readonly world: World;
}

const ALL = 100_000;

/** Looks at a world; of one that never came to rest only what is kept already. */
export async function gather(world: World, cameToRest: boolean): Promise<Evidence> {
  const { desk, planted, troubles } = world;
  const common = { cameToRest, desk, planted, troubles, world };
  // Somebody may hold the store for ever, so that nobody can look.
  if (world.store.open > 0) return { ...common, ...NOTHING_SEEN };
  return world.store.database.transaction(async (tx) => {
    const log = await logOf(tx, world);
    const sagas = await tx.sagas.list({ limit: ALL });
    return {
      ...common,
      log,
      streams: groupByStream(log),
      sagas: await Promise.all(
        sagas.map(async (saga) => ({ ...saga, history: await tx.sagas.history(saga, ALL) })),
      ),
      journal: await journalOf(tx, world),
      deadLetters: await tx.mailbox.deadLetters(ALL),
      rows: await rowsOf(tx, world),
      leftOver: await leftOverIn(tx, world),
    };
  });
}

const NOTHING_SEEN = {
  log: [],
  streams: new Map<string, StoredEvent[]>(),
  sagas: [],
  journal: [],
  deadLetters: [],
  rows: new Map<string, Row[]>(),
  leftOver: {},
};

async function logOf(tx: Transaction, { routes }: World): Promise<StoredEvent[]> {
  const types = routes.catalog.all().map(({ type }) => type);
  const read = await tx.events.readAfter(undefined, ALL, types);
  return read.map(({ event }) => event);
}

function groupByStream(log: readonly StoredEvent[]): Map<string, StoredEvent[]> {
  const streams = new Map<string, StoredEvent[]>();
  for (const event of log) {
    const stream = streams.get(event.stream) ?? [];
    stream.push(event);
    streams.set(event.stream, stream);
  }
  return streams;
}

async function journalOf(tx: Transaction, { clients }: World) {
  const entries = clients.flatMap(({ journal }) => journal);
  return Promise.all(
    entries.map(async (entry) => ({
      ...entry,
      operation: entry.accepted && (await tx.operations.find(entry.accepted.id, entry.client)),
    })),
  );
}

async function rowsOf(tx: Transaction, { projections }: World): Promise<Map<string, Row[]>> {
  const rows = new Map<string, Row[]>();
  for (const projection of projections) {
    rows.set(projection.name, await tx.readModels.list(projection, { limit: ALL }));
  }
  return rows;
}

async function leftOverIn(tx: Transaction, { routes }: World): Promise<Record<string, number>> {
  const depths = await tx.mailbox.depths();
  const outbox = await tx.outbox.depth();
  const timer = await tx.timers.nextInMs(routes.sagas.all().map(({ name }) => name));
  return {
    ...Object.fromEntries(depths.map(({ queue, waiting }) => [`messages in ${queue}`, waiting])),
    'messages in the outbox': outbox.waiting,
    timers: timer === undefined ? 0 : 1,
  };
}
