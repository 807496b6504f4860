import type { Deal, DeadLetter, DeadLetters, DealtWith, Undeliverable } from '#kernel';
import { SLOTS_PER_QUEUE } from '../migrations/initial-schema.js';
import type { Session, Statement } from '../session.js';
import { printable } from './printable.js';

// The message goes as it is: some that can be read cannot be written again.
const BURY: Statement = {
  name: 'dead-letter-bury',
  text: `with message as (
    delete from countersign.message where queue = $1 and slot = $2 and sequence = $3
    returning queue, key, sequence, message_id, envelope),
  unblocked as (
    delete from countersign.blocked_key b using message m
    where b.queue = m.queue and b.key = m.key and b.sequence = m.sequence)
  insert into countersign.dead_letter (queue, message_id, reason, detail, failures, envelope)
  select queue, message_id, $4, $5, $6, envelope from message returning id::text`,
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

// Of the envelope only the key is read as text: PostgreSQL cannot read all that JSON may hold.
const REPLAY: Statement = {
  name: 'dead-letter-replay',
  text: `with letter as (
    update countersign.dead_letter
    set outcome = 'replayed', dealt_by = $2, dealt_reason = $3, dealt_at = now()
    where id = $1::bigint and dealt_at is null and reason <> 'not-an-envelope'
      and json_typeof(envelope -> 'key') = 'string'
    returning queue, message_id, (envelope -> 'key') #>> '{}' as key, envelope),
  seen as (
    insert into countersign.inbox (queue, message_id) select queue, message_id from letter on conflict do nothing)
  insert into countersign.message (queue, slot, key, message_id, envelope)
  select queue, hashtext(key) & ${SLOTS_PER_QUEUE - 1}, key, message_id, envelope from letter returning queue`,
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

/** Where a message is, and how often handling it has failed. */
export interface MessageRow {
  readonly queue: string;
  readonly slot: number;
  readonly sequence: string;
  readonly failures: number;
}

export class PostgresDeadLetters implements DeadLetters {
  constructor(private readonly session: Session) {}

  /** Takes a message out of its queue. @returns the id of the letter, undefined when the message is gone */
  async bury(
    { queue, slot, sequence, failures }: MessageRow,
    reason: string,
    detail: string,
  ): Promise<string | undefined> {
    const values = [queue, slot, sequence, reason, printable(detail), failures];
    const [row] = await this.session.rows<{ id: string }>(BURY, values);
    return row?.id;
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
