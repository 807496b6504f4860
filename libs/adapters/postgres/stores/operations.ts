import type {
  Admission,
  NewOperation,
  Operation,
  OperationChange,
  Operations,
  OperationState,
} from '#kernel';
import type { Session } from '../session.js';

const COLUMNS = `id::text, principal, idempotency_key, fingerprint, command, key, correlation_id, saga, state,
  result, refusal, consistency_token,
  to_char(accepted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as accepted_at,
  to_char(ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ended_at`;

const ADMIT = {
  name: 'operation-admit',
  text: `insert into countersign.operation
      (id, principal, idempotency_key, fingerprint, command, key, correlation_id, saga, state)
    select id, principal, idempotency_key, fingerprint, command, key, correlation_id, saga, 'accepted'
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
      as o (id, principal, idempotency_key, fingerprint, command, key, correlation_id, saga)
    on conflict (principal, idempotency_key) do nothing
    returning ${COLUMNS}`,
};

const FIND_BY_KEYS = {
  name: 'operation-find-by-keys',
  text: `select ${COLUMNS} from countersign.operation
    where (principal, idempotency_key) in (select * from unnest($1::text[], $2::text[]))`,
};

const CHANGE = {
  name: 'operation-change',
  text: `update countersign.operation o
    set state = c.state, result = c.result, refusal = c.refusal, consistency_token = c.consistency_token,
      ended_at = case when c.state in ('accepted', 'running') then null else clock_timestamp() end
    from unnest($1::uuid[], $2::text[], $3::jsonb[], $4::jsonb[], $5::text[])
      as c (id, state, result, refusal, consistency_token)
    where o.id = c.id and o.state in ('accepted', 'running')`,
};

// Without statistics the index by principal looks as good as that by id, and leads through all that somebody ever asked for.
const FIND = {
  name: 'operation-find',
  text: `select ${COLUMNS} from countersign.operation where id = $1 and (principal = $2) is true`,
};

interface Row {
  id: string;
  principal: string;
  idempotency_key: string;
  fingerprint: string;
  command: string;
  key: string;
  correlation_id: string;
  saga: string | null;
  state: OperationState;
  result: { type: string; data: unknown } | null;
  refusal: { type: string; data: unknown } | null;
  consistency_token: string | null;
  accepted_at: string;
  ended_at: string | null;
}

export class PostgresOperations implements Operations {
  constructor(private readonly session: Session) {}

  async admit(requests: readonly NewOperation[]): Promise<Admission[]> {
    if (requests.length === 0) return [];
    const column = <T>(pick: (request: NewOperation) => T): T[] => requests.map(pick);
    const inserted = await this.session.rows<Row>(ADMIT, [
      column((each) => each.id),
      column((each) => each.principal),
      column((each) => each.idempotencyKey),
      column((each) => each.fingerprint),
      column((each) => each.command),
      column((each) => each.key),
      column((each) => each.correlationId),
      column((each) => each.saga ?? null),
    ]);
    const [first] = inserted;
    if (first) this.session.learnTime(String(Date.parse(first.accepted_at)));
    const fresh = new Map(inserted.map((row) => [row.id, row]));
    const known = await this.findByKeys(requests.filter((each) => !fresh.has(each.id)));
    return requests.map((request) => {
      const row = fresh.get(request.id);
      if (row) return { kind: 'new', operation: operation(row) };
      const earlier = known.get(ownerKey(request.principal, request.idempotencyKey));
      if (!earlier) throw new Error(`Operation ${request.id} was neither recorded nor found`);
      if (earlier.fingerprint !== request.fingerprint) return { kind: 'reused' };
      return { kind: 'repeated', operation: operation(earlier) };
    });
  }

  async change(changes: readonly OperationChange[]): Promise<void> {
    if (changes.length === 0) return;
    const last = lastOfEach(changes);
    await this.session.run(CHANGE, [
      last.map((each) => each.id),
      last.map((each) => each.state),
      last.map((each) => json(each.result)),
      last.map((each) => json(each.refusal)),
      last.map((each) => each.consistencyToken ?? null),
    ]);
  }

  async find(id: string, principal: string): Promise<Operation | undefined> {
    const [row] = await this.session.rows<Row>(FIND, [id, principal]);
    return row && operation(row);
  }

  private async findByKeys(requests: readonly NewOperation[]): Promise<Map<string, Row>> {
    if (requests.length === 0) return new Map();
    const rows = await this.session.rows<Row>(FIND_BY_KEYS, [
      requests.map((each) => each.principal),
      requests.map((each) => each.idempotencyKey),
    ]);
    return new Map(rows.map((row) => [ownerKey(row.principal, row.idempotency_key), row]));
  }
}

/** One statement changes a row once: of several changes the last counts, or the one that ends the operation. */
function lastOfEach(changes: readonly OperationChange[]): OperationChange[] {
  const last = new Map<string, OperationChange>();
  for (const change of changes) {
    const before = last.get(change.id);
    if (!before || before.state === 'accepted' || before.state === 'running') last.set(change.id, change);
  }
  return [...last.values()];
}

const ownerKey = (principal: string, idempotencyKey: string): string => `${principal}\n${idempotencyKey}`;

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

function operation(row: Row): Operation {
  return {
    id: row.id,
    command: row.command,
    state: row.state,
    key: row.key,
    correlationId: row.correlation_id,
    acceptedAt: row.accepted_at,
    ...(row.saga !== null && { saga: row.saga }),
    ...(row.result !== null && { result: row.result }),
    ...(row.refusal !== null && { refusal: row.refusal }),
    ...(row.consistency_token !== null && { consistencyToken: row.consistency_token }),
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
  };
}
