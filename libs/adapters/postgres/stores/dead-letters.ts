import type { Deal, DeadLetter, DeadLetters, DealtWith, Envelope, Undeliverable } from '#kernel';
import { SLOTS_PER_QUEUE } from '../migrations/initial-schema.js';
import type { Session, Statement } from '../session.js';
import { printable } from './printable.js';

const PUT: Statement = {
  name: 'dead-letter-put',
  text: `insert into countersign.dead_letter (queue, message_id, reason, detail, failures, envelope)
    values ($1, $2, $3, $4, $5, $6) returning id::text`,
};

const DELIVER: Statement = {
  name: 'dead-letter-deliver',
  text: `with input as materialized (
    select distinct on (queue, message_id) *
    from unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::json[]) with ordinality
      as i (queue, message_id, reason, detail, envelope, place)
    order by queue, message_id, place),
  fresh as (
    insert into countersign.inbox (queue, message_id) select queue, message_id from input
    on conflict do nothing returning queue, message_id)
  insert into countersign.dead_letter (queue, message_id, reason, detail, failures, envelope)
  select queue, message_id, reason, detail, 0, envelope
  from input join fresh using (queue, message_id) order by place`,
};

const COLUMNS = `id::text, queue, reason, detail, failures, envelope, outcome, dealt_by, dealt_reason,
  to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
  to_char(dealt_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as dealt_at`;

const NEWEST: Statement = {
  name: 'dead-letter-newest',
  text: `select ${COLUMNS} from countersign.dead_letter where $2::boolean or countersign.dead_letter.dealt_at is null
    order by countersign.dead_letter.id desc limit $1`,
};

const FIND: Statement = {
  name: 'dead-letter-find',
  text: `select ${COLUMNS} from countersign.dead_letter where countersign.dead_letter.id = $1::bigint`,
};

const REPLAY: Statement = {
  name: 'dead-letter-replay',
  text: `with letter as (
    update countersign.dead_letter
    set outcome = 'replayed', dealt_by = $2, dealt_reason = $3, dealt_at = now()
    where id = $1::bigint and dealt_at is null and envelope ->> 'key' is not null
    returning queue, message_id, envelope),
  seen as (
    insert into countersign.inbox (queue, message_id) select queue, message_id from letter on conflict do nothing)
  insert into countersign.message (queue, slot, key, message_id, envelope)
  select queue, hashtext(envelope ->> 'key') & ${SLOTS_PER_QUEUE - 1}, envelope ->> 'key', message_id, envelope
  from letter returning queue`,
};

const DISCARD: Statement = {
  name: 'dead-letter-discard',
  text: `update countersign.dead_letter
    set outcome = 'discarded', dealt_by = $2, dealt_reason = $3, dealt_at = now()
    where id = $1::bigint and dealt_at is null`,
};

const COUNT_OPEN: Statement = {
  name: 'dead-letter-count-open',
  text: `select queue, count(*)::integer as count from countersign.dead_letter
    where dealt_at is null group by queue`,
};

interface Row extends Omit<DeadLetter, 'dealtWith'> {
  outcome: DealtWith['outcome'] | null;
  dealt_by: string | null;
  dealt_reason: string | null;
  dealt_at: string | null;
}

/** A message that is given up. */
interface Buried {
  readonly queue: string;
  readonly reason: string;
  readonly detail: string;
  readonly failures: number;
  readonly envelope: Envelope;
}

export class PostgresDeadLetters implements DeadLetters {
  constructor(private readonly session: Session) {}

  /** @returns its id */
  async put({ queue, reason, detail, failures, envelope }: Buried): Promise<string> {
    const raw = JSON.stringify(envelope);
    const values = [queue, envelope.id, reason, printable(detail), failures, raw];
    const [row] = await this.session.rows<{ id: string }>(PUT, values);
    if (!row) throw new Error('A dead letter was put away, and PostgreSQL did not say where');
    return row.id;
  }

  async deliver(undeliverable: readonly Undeliverable[]): Promise<void> {
    if (undeliverable.length === 0) return;
    await this.session.run(DELIVER, [
      undeliverable.map((each) => each.queue),
      undeliverable.map((each) => each.id),
      undeliverable.map((each) => each.reason),
      undeliverable.map((each) => printable(each.detail)),
      undeliverable.map((each) => JSON.stringify(each.raw)),
    ]);
  }

  async newest(limit: number, which: 'all' | 'open' = 'all'): Promise<DeadLetter[]> {
    return (await this.session.rows<Row>(NEWEST, [limit, which === 'all'])).map(letter);
  }

  async find(id: string): Promise<DeadLetter | undefined> {
    const [row] = await this.session.rows<Row>(FIND, [id]);
    return row && letter(row);
  }

  async replay(id: string, { by, reason }: Deal): Promise<boolean> {
    const [placed] = await this.session.rows<{ queue: string }>(REPLAY, [id, by, reason]);
    if (placed) this.session.delivered.add(placed.queue);
    return placed !== undefined;
  }

  async discard(id: string, { by, reason }: Deal): Promise<boolean> {
    return (await this.session.run(DISCARD, [id, by, reason])) === 1;
  }

  countOpen(): Promise<{ queue: string; count: number }[]> {
    return this.session.rows(COUNT_OPEN);
  }
}

function letter({
  outcome,
  dealt_by: by,
  dealt_reason: reason,
  dealt_at: dealtAt,
  ...rest
}: Row): DeadLetter {
  if (outcome === null) return rest;
  return { ...rest, dealtWith: { outcome, by: by ?? '', reason: reason ?? '', at: dealtAt ?? '' } };
}
