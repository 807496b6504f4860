import type { LogPosition, Transaction } from '#kernel';
import { eventually } from '../../eventually.js';
import type { Bench } from '../support/bench.js';
import { textOf } from '../support/samples.js';

type Entry = Awaited<ReturnType<Transaction['events']['readAfter']>>[number];

/** Follows the log as a projection does: it keeps its position, and goes on from there. */
export class LogReader {
  readonly texts: string[] = [];
  position: LogPosition | undefined;

  constructor(
    private readonly bench: Bench,
    private readonly types: readonly string[] = ['tills.noted'],
    private readonly limit = 100,
  ) {}

  /** Reads once. A reader that finds nothing moves up to the horizon that it had asked for first. */
  async read(): Promise<Entry[]> {
    const { entries, reached } = await this.bench.run(async ({ events }) => {
      const horizon = await events.horizon();
      const found = await events.readAfter(this.position, this.limit, this.types);
      return { entries: found, reached: found.at(-1)?.position ?? this.later(events.compare, horizon) };
    });
    this.texts.push(...entries.map(({ event }) => textOf(event)));
    this.position = reached;
    return entries;
  }

  /** Reads until it has seen as many events as that; an event may be held back while older transactions are open. */
  async readUntil(count: number): Promise<string[]> {
    const reading = async (): Promise<number> => {
      await this.read();
      return this.texts.length;
    };
    await eventually(reading, (length) => length >= count, { withinMs: 120_000, everyMs: 5 });
    return this.texts;
  }

  private later(compare: (a: LogPosition, b: LogPosition) => number, horizon: LogPosition): LogPosition {
    return this.position === undefined || compare(horizon, this.position) > 0 ? horizon : this.position;
  }
}
