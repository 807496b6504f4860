import type { Retention } from '#kernel';
import type { Session, Statement } from '../session.js';

const WEEKS_AHEAD = 2;

const AGE = `$1::float8 * interval '1 millisecond'`;

const MAKE_ROOM: Statement = {
  name: 'retention-make-room',
  text: `select countersign.inbox_make_room(${WEEKS_AHEAD})`,
};

// Whoever delivers waits behind the one that waits for the lock: not for long.
const HURRY: Statement = { name: 'retention-hurry', text: `select set_config('lock_timeout', '1s', true)` };

const FORGET: Statement = {
  name: 'retention-forget-messages',
  text: `select countersign.inbox_forget(${AGE}) as "areForgotten"`,
};

// Ids of operations begin with their time, too.
const DELETE_OPERATIONS: Statement = {
  name: 'retention-operations',
  text: `with old as materialized (
    select id from countersign.operation
    where id < countersign.uuid7_at(now() - ${AGE}) and ended_at < now() - ${AGE} order by id limit $2)
  delete from countersign.operation o using old where o.id = old.id`,
};

const DELETE_HISTORIES: Statement = {
  name: 'retention-saga-histories',
  text: `with old as materialized (
    select saga, key, updated_at from countersign.saga
    where updated_at < now() - ${AGE} and status in ('completed', 'compensated') and updated_at > coalesce(
      (select reached from countersign.retention where task = 'saga histories'), '-infinity')
    order by updated_at limit $2),
  deleted as (
    delete from countersign.saga_history h using old where h.saga = old.saga and h.key = old.key),
  noted as (
    insert into countersign.retention as r (task, reached)
    select 'saga histories', max(updated_at) from old having count(*) > 0
    on conflict (task) do update set reached = excluded.reached)
  select count(*)::integer as sagas from old`,
};

const DELETE_LETTERS: Statement = {
  name: 'retention-dead-letters',
  text: `with old as materialized (
    select id from countersign.dead_letter where dealt_at is not null and dealt_at < now() - ${AGE}
    order by dealt_at limit $2)
  delete from countersign.dead_letter d using old where d.id = old.id`,
};

export class PostgresRetention implements Retention {
  constructor(private readonly session: Session) {}

  async makeRoom(): Promise<void> {
    await this.session.run(HURRY);
    await this.session.run(MAKE_ROOM);
  }

  async forgetMessages(olderThanMs: number): Promise<boolean> {
    await this.session.run(HURRY);
    const [row] = await this.session.rows<{ areForgotten: boolean }>(FORGET, [olderThanMs]);
    return row?.areForgotten ?? false;
  }

  deleteOperations(olderThanMs: number, limit: number): Promise<number> {
    return this.session.run(DELETE_OPERATIONS, [olderThanMs, limit]);
  }

  async deleteSagaHistories(olderThanMs: number, limit: number): Promise<number> {
    const [row] = await this.session.rows<{ sagas: number }>(DELETE_HISTORIES, [olderThanMs, limit]);
    return row?.sagas ?? 0;
  }

  deleteDeadLetters(olderThanMs: number, limit: number): Promise<number> {
    return this.session.run(DELETE_LETTERS, [olderThanMs, limit]);
  }
}
