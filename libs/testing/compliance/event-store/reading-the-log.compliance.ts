import { expect, it } from '@jest/globals';
import type { LogPosition, StoredEvent } from '#kernel';
import { eventually } from '../../eventually.js';
import type { Bench } from '../support/bench.js';
import { storedEvent } from '../support/samples.js';
import { LogReader } from './log-reader.js';

const TYPES = ['tills.noted'];

export function readingTheLog(bench: Bench): void {
  const append = (...events: StoredEvent[]): Promise<LogPosition> =>
    bench.run((tx) => tx.events.append(events));

  const compare = (a: LogPosition, b: LogPosition): Promise<number> =>
    bench.run(async (tx) => tx.events.compare(a, b));

  it('reads all streams in the order of their events', async () => {
    const texts = Array.from({ length: 15 }, (_, index) => `${index}`);
    for (const text of texts) await append(storedEvent(`tills.till/${text}`, 1, text));
    await expect(new LogReader(bench).readUntil(15)).resolves.toEqual(texts);
  });

  it('reads the events of one append in their order', async () => {
    const texts = Array.from({ length: 15 }, (_, index) => `${index}`);
    await append(...texts.map((text, index) => storedEvent('tills.till/1', index + 1, text)));
    await expect(new LogReader(bench).readUntil(15)).resolves.toEqual(texts);
  });

  it('reads an event as it was appended', async () => {
    const event = { ...storedEvent('tills.till/1', 1, 'first'), version: 2 };
    await append(event);
    const entries = await eventually(
      () => bench.run((tx) => tx.events.readAfter(undefined, 10, TYPES)),
      (read) => read.length > 0,
      { withinMs: 120_000 },
    );
    expect(entries.map((entry) => entry.event)).toEqual([event]);
  });

  it('goes on behind a position, as many events at once as it is asked for', async () => {
    const texts = ['a', 'b', 'c', 'd', 'e'];
    await append(...texts.map((text, index) => storedEvent('tills.till/1', index + 1, text)));
    const reader = new LogReader(bench, TYPES, 2);
    await expect(reader.readUntil(5)).resolves.toEqual(texts);
    const pages = await bench.run((tx) => tx.events.readAfter(undefined, 2, TYPES));
    expect(pages).toHaveLength(2);
  });

  it('reads only the types that are asked for', async () => {
    const opened = { ...storedEvent('tills.till/1', 1, 'opened'), type: 'tills.till-opened' };
    const closed = { ...storedEvent('tills.till/1', 3, 'closed'), type: 'tills.till-closed' };
    await append(opened, storedEvent('tills.till/1', 2, 'noted'), closed);
    const reader = new LogReader(bench, ['tills.till-opened', 'tills.till-closed']);
    await expect(reader.readUntil(2)).resolves.toEqual(['opened', 'closed']);
    await expect(bench.run((tx) => tx.events.readAfter(undefined, 10, []))).resolves.toEqual([]);
  });

  it('says of an append where its last event stands', async () => {
    const first = await append(storedEvent('tills.till/1', 1, 'a'), storedEvent('tills.till/1', 2, 'b'));
    await append(storedEvent('tills.till/1', 3, 'c'));
    const reader = new LogReader(bench);
    await reader.readUntil(3);
    reader.position = first;
    const [next] = await reader.read();
    expect(next?.event.streamVersion).toBe(3);
  });

  it('gives later events later positions', async () => {
    const positions: LogPosition[] = [];
    for (let version = 1; version <= 12; version++) {
      positions.push(await append(storedEvent('tills.till/1', version)));
    }
    const [first, second] = positions;
    if (!first || !second) throw new Error('Two positions were expected');
    await expect(compare(first, first)).resolves.toBe(0);
    await expect(compare(second, first)).resolves.toBe(1);
    const signs = await bench.run(async (tx) =>
      positions.slice(1).map((position, index) => tx.events.compare(positions[index] ?? position, position)),
    );
    expect(signs).toEqual(signs.map(() => -1));
  });

  it('says so of a position that no event store gave', async () => {
    const position = await append(storedEvent('tills.till/1', 1));
    for (const forged of ['', 'yesterday', '1', '1.', '.1', '1.2.3', '-1.1', '1e3.1', ' 1.1']) {
      await expect(compare(forged as LogPosition, position)).rejects.toBeInstanceOf(RangeError);
      await expect(compare(position, forged as LogPosition)).rejects.toBeInstanceOf(RangeError);
      const read = bench.run((tx) => tx.events.readAfter(forged as LogPosition, 10, TYPES));
      await expect(read).rejects.toBeInstanceOf(RangeError);
    }
  });

  it('reads the positions that appending gave', async () => {
    const positions = [
      await append(storedEvent('tills.till/1', 1)),
      await append(storedEvent('tills.till/1', 2)),
    ];
    const entries = await eventually(
      () => bench.run((tx) => tx.events.readAfter(undefined, 10, TYPES)),
      (read) => read.length === 2,
      { withinMs: 120_000 },
    );
    const signs = await bench.run(async (tx) =>
      entries.map((entry, index) => tx.events.compare(entry.position, positions[index] ?? entry.position)),
    );
    expect(signs).toEqual([0, 0]);
  });

  it('has a horizon that reaches what was appended, and stays behind what comes next', async () => {
    await bench.run((tx) => tx.events.horizon());
    const before = await append(storedEvent('tills.till/1', 1));
    const { horizon } = await eventually(
      () =>
        bench.run(async ({ events }) => {
          const seen = await events.horizon();
          return { horizon: seen, reached: events.compare(seen, before) >= 0 };
        }),
      ({ reached }) => reached,
      { withinMs: 120_000 },
    );
    const after = await append(storedEvent('tills.till/1', 2));
    await expect(compare(horizon, after)).resolves.toBe(-1);
  });

  it('has a horizon without any event, and nothing is read before it', async () => {
    const horizon = await bench.run((tx) => tx.events.horizon());
    await append(storedEvent('tills.till/1', 1, 'first'));
    const reader = new LogReader(bench);
    reader.position = horizon;
    await expect(reader.readUntil(1)).resolves.toEqual(['first']);
  });

  it('does not read an event before its transaction commits, not even in that transaction', async () => {
    const read = await bench.run(async (tx) => {
      await tx.events.append([storedEvent('tills.till/1', 1, 'own')]);
      return tx.events.readAfter(undefined, 10, TYPES);
    });
    expect(read).toEqual([]);
    await expect(new LogReader(bench).readUntil(1)).resolves.toEqual(['own']);
  });

  it('shows every reader the same order, whenever it reads', async () => {
    const live = new LogReader(bench);
    for (let round = 0; round < 6; round++) {
      const writers = ['a', 'b', 'c'].map((till) =>
        append(storedEvent(`tills.till/${till}`, round + 1, `${till}${round}`)),
      );
      await Promise.all([...writers, live.read()]);
    }
    const seen = await live.readUntil(18);
    await expect(new LogReader(bench, TYPES, 5).readUntil(18)).resolves.toEqual(seen);
    expect(new Set(seen).size).toBe(18);
  });
}
