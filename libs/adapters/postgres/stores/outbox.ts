import type { Addressed, Backlog, Envelope, Leases, Outbox, OutboxRow } from '#kernel';
import type { Session, Statement } from '../session.js';

const ADD = {
  name: 'outbox-add',
  text: `insert into countersign.outbox (queue, message_id, envelope)
    select queue, message_id, envelope from unnest($1::text[], $2::uuid[], $3::json[]) with ordinality
      as o (queue, message_id, envelope, place)
    order by place`,
};

// Below the oldest running transaction, for the same reason as in the event store: no row appears behind the reader.
const READ = {
  name: 'outbox-read',
  text: `select o.tx_id::text, o.sequence::text, o.queue, o.envelope from countersign.outbox o
    where (o.tx_id, o.sequence) > ($1::text::xid8, $2::bigint)
      and o.tx_id < pg_snapshot_xmin(pg_current_snapshot())
    order by o.tx_id, o.sequence limit $3`,
};

const SETTLE = {
  name: 'outbox-settle',
  text: `delete from countersign.outbox o using unnest($1::text[], $2::uuid[]) as s (queue, message_id)
    where o.queue = s.queue and o.message_id = s.message_id`,
};

const PARK = {
  name: 'outbox-park',
  text: `with parked as (
    delete from countersign.outbox where tx_id = $1::text::xid8 and sequence = $2::bigint
    returning queue, message_id, envelope)
  insert into countersign.dead_letter (queue, message_id, reason, detail, failures, envelope)
  select queue, message_id, 'not-carried', $3, 0, envelope from parked`,
};

const DEPTH: Statement = {
  name: 'outbox-depth',
  isLong: true,
  text: `select count(*)::integer as waiting,
      coalesce((extract(epoch from clock_timestamp() - min(added_at)) * 1000)::float8, 0) as "oldestMs"
    from countersign.outbox`,
};

const BACKLOG = {
  name: 'outbox-backlog',
  text: `select
      (select count(*) from (select from countersign.outbox limit $1) counted)::integer as waiting,
      coalesce((select extract(epoch from clock_timestamp() - added_at) * 1000
        from countersign.outbox order by tx_id, sequence limit 1)::float8, 0) as "oldestMs"`,
};

interface Row {
  tx_id: string;
  sequence: string;
  queue: string;
  envelope: Envelope;
}

export class PostgresOutbox implements Outbox {
  constructor(private readonly session: Session) {}

  async add(messages: readonly Addressed[]): Promise<void> {
    if (messages.length === 0) return;
    await this.session.run(ADD, [
      messages.map((each) => each.queue),
      messages.map((each) => each.envelope.id),
      messages.map((each) => JSON.stringify(each.envelope)),
    ]);
  }

  async read(after: string | undefined, limit: number): Promise<OutboxRow[]> {
    const { transaction, place } = after === undefined ? BEGINNING : placeOf(after);
    const rows = await this.session.rows<Row>(READ, [transaction, place, limit]);
    return rows.map(({ tx_id, sequence, queue, envelope }) => ({
      queue,
      envelope,
      sequence: `${tx_id}.${sequence}`,
    }));
  }

  async settle(messages: readonly { readonly queue: string; readonly messageId: string }[]): Promise<void> {
    if (messages.length === 0) return;
    await this.session.run(SETTLE, [
      messages.map((each) => each.queue),
      messages.map((each) => each.messageId),
    ]);
  }

  async park(row: OutboxRow, reason: string): Promise<void> {
    const { transaction, place } = placeOf(row.sequence);
    await this.session.run(PARK, [transaction, place, reason]);
  }

  async backlog(countMax: number): Promise<Backlog> {
    const [row] = await this.session.rows<Backlog>(BACKLOG, [countMax]);
    return row ?? { waiting: 0, oldestMs: 0 };
  }

  async depth(): Promise<{ waiting: number; oldestMs: number }> {
    const [row] = await this.session.rows<{ waiting: number; oldestMs: number }>(DEPTH);
    return row ?? { waiting: 0, oldestMs: 0 };
  }
}

const BEGINNING = { transaction: '0', place: '0' };

function placeOf(sequence: string) {
  const [transaction, place] = sequence.split('.');
  if (transaction === undefined || place === undefined) {
    throw new RangeError(`"${sequence}" is no place in the outbox`);
  }
  return { transaction, place };
}

const HOLD = {
  name: 'lease-hold',
  text: `insert into countersign.lease as l (role, owner, until)
    values ($1, $2, now() + $3::float8 * interval '1 millisecond')
    on conflict (role) do update set owner = excluded.owner, until = excluded.until
      where l.owner = excluded.owner or l.until < now()`,
};

const HELD_LIKE = {
  name: 'lease-held-like',
  text: `select role, (extract(epoch from now() - until) * 1000)::float8 as "overForMs"
    from countersign.lease where starts_with(role, $1) order by role`,
};

const RELEASE = {
  name: 'lease-release',
  text: `delete from countersign.lease where role = $1 and owner = $2`,
};

export class PostgresLeases implements Leases {
  constructor(private readonly session: Session) {}

  async hold(role: string, owner: string, forMs: number): Promise<boolean> {
    return (await this.session.run(HOLD, [role, owner, forMs])) === 1;
  }

  heldLike(prefix: string): Promise<{ role: string; overForMs: number }[]> {
    return this.session.rows(HELD_LIKE, [prefix]);
  }

  async release(role: string, owner: string): Promise<void> {
    await this.session.run(RELEASE, [role, owner]);
  }
}
