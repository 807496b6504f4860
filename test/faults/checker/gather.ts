import { readdir, readFile } from 'node:fs/promises';
import type { World } from '../world/world.js';
import { readJournal } from '../workload/journal.js';
import { eventually } from '#testing';
import type { Evidence, KeptDeadLetter, KeptOperation, KeptSaga, LoggedEvent, Usage } from './evidence.js';
import { resourcesAreBack } from './leftovers.js';
import { projections } from './read-models.js';

const EVENTS = `select stream, stream_version as "streamVersion", e.tx_id::text as "txId", e.position::text as position,
    id, type, version, data, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
    correlation_id as "correlationId"
  from countersign.event e order by e.tx_id, e.position`;
const OPERATIONS = `select id, idempotency_key as "idempotencyKey", command, key, state, correlation_id as "correlationId"
  from countersign.operation`;
const SAGAS = 'select saga, key, status from countersign.saga';
const DEAD_LETTERS = `select queue, message_id as "messageId", reason, detail, left(envelope::text, 20000) as text
  from countersign.dead_letter`;
const LEASED = 'select queue, key from countersign.blocked_key where lease_token is not null';
const CONNECTIONS = `select count(*)::integer as count from pg_stat_activity
  where backend_type = 'client backend' and application_name like 'countersign%'`;

/** What a world had in use before anything happened to it. */
export interface Baseline {
  readonly usage: readonly Usage[];
  readonly connections: number;
}

export async function measure(world: World): Promise<Baseline> {
  const [row] = await world.sql<{ count: number }>(CONNECTIONS);
  const usage = await Promise.all(
    world.hubs.filter(({ runs }) => runs).map(({ name, pid }) => usageOf(name, pid)),
  );
  return { usage, connections: row?.count ?? 0 };
}

async function usageOf(who: string, pid: number): Promise<Usage> {
  const [status, files] = await Promise.all([
    readFile(`/proc/${pid}/status`, 'utf8'),
    readdir(`/proc/${pid}/fd`),
  ]);
  const kilobytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
  return { who, residentBytes: kilobytes * 1024, openFiles: files.length };
}

/** A hub keeps a caller's connection for 65 s, in case that it asks again. */
const KEPT_MS_MAX = 90_000;

/** Reads all books of a world at rest. */
export async function gather(
  world: World,
  { journal, before }: { readonly journal: string; readonly before: Baseline },
): Promise<Evidence> {
  const books = {
    deals: await readJournal(journal),
    events: await world.sql<LoggedEvent>(EVENTS),
    operations: await world.sql<KeptOperation>(OPERATIONS),
    sagas: await world.sql<KeptSaga>(SAGAS),
    deadLetters: await world.sql<KeptDeadLetter>(DEAD_LETTERS),
    planted: world.planted,
    leased: await world.sql<{ queue: string; key: string }>(LEASED),
    readModels: await shown(world),
    ledger: await world.sandbox.ledger(),
    output: world.logs.all(),
  };
  const compared = async (): Promise<Evidence> => {
    const now = await measure(world);
    return {
      ...books,
      usage: { before: before.usage, after: now.usage },
      connections: { before: before.connections, after: now.connections },
    };
  };
  const isBack = (evidence: Evidence) => resourcesAreBack.check(evidence).length === 0;
  return eventually(compared, isBack, { withinMs: KEPT_MS_MAX, everyMs: 1_000 }).catch(compared);
}

async function shown(world: World): Promise<Map<string, Map<string, unknown>>> {
  const models = new Map<string, Map<string, unknown>>();
  for (const { name, version } of projections) {
    const table = `${name.replaceAll(/[^a-z0-9]+/g, '_')}_v${version}`.slice(0, 63);
    const rows = await world.sql<{ key: string; row: unknown }>(`select key, row from read_model."${table}"`);
    models.set(name, new Map(rows.map(({ key, row }) => [key, row])));
  }
  return models;
}
