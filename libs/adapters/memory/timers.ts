import type { Timer, Timers } from '#kernel';
import { nameOf } from './json.js';
import type { OpenTables } from './tables.js';

export class MemoryTimers implements Timers {
  constructor(private readonly tables: OpenTables) {}

  async set(timers: readonly (Timer & { readonly dueAt: number })[]): Promise<void> {
    for (const { saga, key, token, dueAt } of timers) {
      const timer = { saga, key, token };
      this.tables.timers.set(idOf(timer), { timer, dueAt });
    }
  }

  async cancel(timers: readonly Timer[]): Promise<void> {
    for (const timer of timers) this.tables.timers.delete(idOf(timer));
  }

  async takeDue(limit: number, sagas: readonly string[]): Promise<Timer[]> {
    const due = this.tables.timers
      .values()
      .filter(({ timer, dueAt }) => dueAt <= this.tables.scope.now && sagas.includes(timer.saga))
      .toSorted((a, b) => a.dueAt - b.dueAt)
      .slice(0, limit)
      .map(({ timer }) => timer);
    await this.cancel(due);
    return due.map((timer) => ({ ...timer }));
  }

  async nextInMs(sagas: readonly string[]): Promise<number | undefined> {
    const wanted = this.tables.timers.values().filter(({ timer }) => sagas.includes(timer.saga));
    const times = wanted.map(({ dueAt }) => dueAt);
    if (times.length === 0) return undefined;
    return Math.max(0, times.reduce((a, b) => Math.min(a, b)) - this.tables.scope.now);
  }
}

const idOf = ({ saga, key, token }: Timer): string => nameOf(saga, key, token);
