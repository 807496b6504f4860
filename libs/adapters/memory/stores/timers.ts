import type { Timer, Timers } from '#kernel';
import type { Statement } from '../engine/holder.js';
import type { Session } from '../engine/session.js';
import type { Storage, TimerRow } from '../storage.js';
import { nameOf } from './json.js';

type DueTimer = Timer & { readonly dueAt: number };

export class MemoryTimers implements Timers {
  constructor(
    private readonly session: Session,
    private readonly storage: Storage,
  ) {}

  async set(timers: readonly DueTimer[]): Promise<void> {
    if (timers.length === 0) return;
    const rows = timers.map(({ saga, key, token, dueAt }) => ({ timer: { saga, key, token }, dueAt }));
    await this.session.run('timers.set', () => this.upsert(rows));
  }

  async cancel(timers: readonly Timer[]): Promise<void> {
    if (timers.length === 0) return;
    const ids = timers.map(idOf);
    await this.session.run('timers.cancel', () => this.remove(ids));
  }

  takeDue(limit: number, sagas: readonly string[]): Promise<Timer[]> {
    return this.session.read('timers.takeDue', () => {
      const due = this.dueNow(sagas).slice(0, limit);
      for (const { timer } of due) this.storage.timers.write(this.session, idOf(timer), undefined);
      return due.map(({ timer }) => ({ ...timer }));
    });
  }

  nextInMs(sagas: readonly string[]): Promise<number | undefined> {
    return this.session.read('timers.nextInMs', () => {
      const [next] = this.wanted(sagas).toSorted(earliestFirst);
      return next && Math.max(0, Math.ceil(next.dueAt - this.session.clock.now()));
    });
  }

  private *upsert(rows: readonly TimerRow[]): Statement<void> {
    for (const row of rows) {
      const id = idOf(row.timer);
      yield* this.storage.timers.latest(this.session, id);
      this.storage.timers.write(this.session, id, row);
    }
  }

  private *remove(ids: readonly string[]): Statement<void> {
    for (const id of ids) {
      const timer = yield* this.storage.timers.latestSeen(this.session, id);
      if (timer) this.storage.timers.write(this.session, id, undefined);
    }
  }

  private wanted(sagas: readonly string[]): TimerRow[] {
    return [...this.storage.timers.seenBy(this.session)].filter(({ timer }) => sagas.includes(timer.saga));
  }

  private dueNow(sagas: readonly string[]): TimerRow[] {
    return this.wanted(sagas)
      .filter(({ timer, dueAt }) => dueAt <= this.session.now && !this.isHeldByAnother(timer))
      .toSorted(earliestFirst);
  }

  private isHeldByAnother(timer: Timer): boolean {
    return this.storage.timers.isHeldByAnother(this.session, idOf(timer));
  }
}

const earliestFirst = (a: TimerRow, b: TimerRow): number => a.dueAt - b.dueAt;

const idOf = ({ saga, key, token }: Timer): string => nameOf(saga, key, token);
