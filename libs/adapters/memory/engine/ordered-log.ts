import type { Row } from './row.js';

/** A place in what is read in order: the number of the transaction that wrote, and of what it wrote. */
export interface Place {
  readonly writer: number;
  readonly number: number;
}

export interface LogEntry<V extends NonNullable<unknown>> extends Place {
  readonly row: Row<unknown, V>;
}

export const comparePlaces = (a: Place, b: Place): number => a.writer - b.writer || a.number - b.number;

/** Rows in the order of their places, read only below the horizon. */
export class OrderedLog<V extends NonNullable<unknown>> {
  private readonly underWay = new Map<number, LogEntry<V>[]>();
  private settled: LogEntry<V>[] = [];
  private lastNumber = 0;

  /** @returns where the row stands, if its transaction commits */
  add(writer: number, row: Row<unknown, V>): Place {
    this.lastNumber += 1;
    const entry = { writer, number: this.lastNumber, row };
    const entries = this.underWay.get(writer);
    if (entries) entries.push(entry);
    else this.underWay.set(writer, [entry]);
    return entry;
  }

  settleBelow(horizon: number): void {
    if (this.underWay.size === 0) return;
    const writers = [...this.underWay.keys()].filter((writer) => writer < horizon).toSorted((a, b) => a - b);
    for (const writer of writers) {
      const committed = (this.underWay.get(writer) ?? []).filter(isThere);
      this.settled.push(...committed);
      this.underWay.delete(writer);
    }
  }

  /** Forgets rows that were deleted. */
  compact(): void {
    this.settled = this.settled.filter(isThere);
  }

  *after(place: Place | undefined): Generator<LogEntry<V>, void, void> {
    for (let index = place ? this.indexBehind(place) : 0; index < this.settled.length; index++) {
      const entry = this.settled[index];
      if (entry) yield entry;
    }
  }

  get last(): Place | undefined {
    return this.settled.at(-1);
  }

  private indexBehind(place: Place): number {
    let [low, high] = [0, this.settled.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = this.settled[middle];
      if (entry && comparePlaces(entry, place) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const isThere = ({ row }: LogEntry<NonNullable<unknown>>): boolean => row.committed !== undefined;
