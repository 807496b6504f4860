import type { DeadLetter, Envelope, Undeliverable } from '#kernel';
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

const NEWEST: Statement = {
  name: 'dead-letter-newest',
  text: `select id::text, queue, reason, detail, failures, envelope,
      to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
    from countersign.dead_letter order by countersign.dead_letter.id desc limit $1`,
};

/** A message that is given up. */
interface Buried {
  readonly queue: string;
  readonly reason: string;
  readonly detail: string;
  readonly failures: number;
  readonly envelope: Envelope;
}

export class PostgresDeadLetters {
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

  newest(limit: number): Promise<DeadLetter[]> {
    return this.session.rows(NEWEST, [limit]);
  }
}
