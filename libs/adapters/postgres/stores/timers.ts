import { sagaRefKey, type Timer, type Timers } from '#kernel';
import { type Session, waitMs } from '../session.js';

const SET = {
  name: 'timer-set',
  text: `insert into countersign.timer (saga, key, token, due_at)
    select saga, key, token, to_timestamp(due_at / 1000.0)
    from unnest($1::text[], $2::text[], $3::text[], $4::float8[]) as t (saga, key, token, due_at)
    on conflict (saga, key, token) do update set due_at = excluded.due_at`,
};

const CANCEL = {
  name: 'timer-cancel',
  text: `delete from countersign.timer t
    using unnest($1::text[], $2::text[], $3::text[]) as c (saga, key, token)
    where t.saga = c.saga and t.key = c.key and t.token = c.token`,
};

const TAKE_DUE = {
  name: 'timer-take-due',
  text: `with due as materialized (
    select saga, key, token, due_at from countersign.timer where due_at <= now() and saga = any($2)
    order by due_at limit $1 for update skip locked),
  taken as (
    delete from countersign.timer t using due
    where t.saga = due.saga and t.key = due.key and t.token = due.token
    returning t.saga, t.key, t.token, t.due_at)
  select saga, key, token from taken order by due_at`,
};

const NEXT = {
  name: 'timer-next',
  text: `select extract(epoch from min(due_at) - clock_timestamp()) * 1000 as wait from countersign.timer
    where saga = any($1)`,
};

export class PostgresTimers implements Timers {
  constructor(private readonly session: Session) {}

  async set(timers: readonly (Timer & { readonly dueAt: number })[]): Promise<void> {
    if (timers.length === 0) return;
    // One statement cannot move a row twice.
    const last = [...new Map(timers.map((each) => [`${sagaRefKey(each)}\n${each.token}`, each])).values()];
    await this.session.run(SET, [...columns(last), last.map((each) => each.dueAt)]);
  }

  async cancel(timers: readonly Timer[]): Promise<void> {
    if (timers.length === 0) return;
    await this.session.run(CANCEL, columns(timers));
  }

  async takeDue(limit: number, sagas: readonly string[]): Promise<Timer[]> {
    return this.session.rows<{ saga: string; key: string; token: string }>(TAKE_DUE, [limit, sagas]);
  }

  async nextInMs(sagas: readonly string[]): Promise<number | undefined> {
    const [row] = await this.session.rows<{ wait: string | null }>(NEXT, [sagas]);
    return waitMs(row?.wait);
  }
}

const columns = (timers: readonly Timer[]): string[][] => [
  timers.map((each) => each.saga),
  timers.map((each) => each.key),
  timers.map((each) => each.token),
];
