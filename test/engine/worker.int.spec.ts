import { startEmbeddedPostgres } from '#adapters/postgres/embedded';
import type { Clock, Envelope } from '#kernel';
import { computer } from '#runtime';
import { eventually } from '#testing';
import { openTestScratch } from '#testing/servers';
import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { EngineRoom, envelopeOf } from './engine-room.js';
import { freshEngineRoom } from './fresh-engine-room.js';
import { Begin, Count, countersContext, flaky, POISON, tallies } from './sample-counters.js';

const count = (counterId: string, text: string, extra: Partial<Envelope> = {}): Envelope =>
  envelopeOf(new Count({ counterId, text }), counterId, extra);

const keys = (length: number): string[] => Array.from({ length }, (_, n) => `counter-${n}`);

/** So many commands for each counter, the counters taking turns. */
const rounds = (counters: readonly string[], from: number, to: number): Envelope[] =>
  Array.from({ length: to - from }, (_, n) => counters.map((each) => count(each, String(from + n)))).flat();

const numbers = (to: number): string[] => Array.from({ length: to }, (_, n) => String(n));

/** So long that no machine is so slow. */
const SLEEP_MS = 40_000;
/** Who is not woken oversleeps. */
const sleepsLong: Clock = {
  now: () => computer.clock.now(),
  elapsed: () => computer.clock.elapsed(),
  after: (ms, then) => computer.clock.after(ms < 100 ? ms : SLEEP_MS, then),
};

describe('Engines', () => {
  const room = freshEngineRoom();

  it('let no message lie while they have nothing else to do', async () => {
    await room.startEngine({ clock: sleepsLong });
    const durations: number[] = [];
    for (let round = 0; round < 20; round++) {
      const startedAt = performance.now();
      await room.deliver(...keys(5).map((key) => count(key, `${round}`)));
      await room.emptied();
      durations.push(performance.now() - startedAt);
    }
    const [median] = durations.toSorted((a, b) => a - b).slice(10);
    expect(median).toBeLessThan(SLEEP_MS / 4);
  });

  it('say once that the database is away, and once that it is back', async () => {
    const awayMs: number[] = [];
    await room.startEngine({ lanes: 4, onRecovered: (ms) => awayMs.push(ms) });
    await eventually(
      async () => {
        await room.deliver(...keys(20).map((key) => count(key, 'x')));
        await room.cut();
        return awayMs.length;
      },
      (recoveries) => recoveries > 2,
      { withinMs: 120_000, everyMs: 0 },
    );
    await room.emptied();
    const missed = () => room.troubles.filter((each) => each.startsWith('The worker waits for the database'));
    // A lane that has nothing to do finds out that it was cut, and that it is back, when it looks next.
    await eventually(
      () => ({ missed: missed().length, recovered: awayMs.length }),
      (seen) => seen.missed === seen.recovered,
      { withinMs: 120_000 },
    );
    expect(Math.min(...awayMs)).toBeGreaterThanOrEqual(0);
  });

  it('keep the order of each key, however many of them work on it and whatever fails meanwhile', async () => {
    const counters = keys(25);
    flaky.add('13');
    await Promise.all([room.startEngine(), room.startEngine(), room.startEngine({ lanes: 4, batchMax: 7 })]);
    for (let from = 0; from < 40; from += 5) await room.deliver(...rounds(counters, from, from + 5));
    await eventually(
      () => room.ask(`select from countersign.blocked_key`),
      (blocked) => blocked.length === counters.length,
      { withinMs: 120_000 },
    );
    flaky.clear();
    await room.emptied();
    await expect(room.texts()).resolves.toEqual(
      Object.fromEntries(counters.map((each) => [each, numbers(40)])),
    );
    await expect(room.deadLetters()).resolves.toEqual([]);
  });

  it('handle all that is whole beside many that break their transactions', async () => {
    const poisoned = keys(100).slice(90);
    await room.deliver(
      ...rounds(keys(90), 0, 2),
      ...poisoned.map((each) => count(each, POISON.storage)),
      ...rounds(keys(90), 2, 4),
    );
    await Promise.all([room.startEngine(), room.startEngine()]);
    await room.emptied();
    await expect(room.texts()).resolves.toEqual(
      Object.fromEntries(keys(90).map((each) => [each, numbers(4)])),
    );
    expect(await room.deadLetters()).toHaveLength(poisoned.length);
  });

  it('set a message aside that breaks its transaction when there is one message in a batch at most', async () => {
    await room.deliver(count('a', '0'), count('a', POISON.storage), count('a', '1'), count('b', '0'));
    await room.startEngine({ batchMax: 1, lanes: 1 });
    await room.emptied();
    await expect(room.texts()).resolves.toEqual({ a: ['0', '1'], b: ['0'] });
  });

  it('show the same, live and rebuilt, and whoever reads', async () => {
    const counters = keys(12);
    const three = await Promise.all([room.startEngine(), room.startEngine(), room.startEngine()]);
    for (let from = 0; from < 30; from += 3) await room.deliver(...rounds(counters, from, from + 3));
    await room.emptied();
    const told = Object.fromEntries(counters.map((each) => [each, numbers(30)]));
    const shown = async (version: number) => {
      const table = `read_model.counters_tallies_v${version}`;
      const rows = await room.ask<{ row: { counterId: string; texts: string[] } }>(
        `select row from ${table}`,
      );
      return Object.fromEntries(rows.map(({ row }) => [row.counterId, row.texts]));
    };
    const isUpToDate = (rows: Record<string, string[]>) => JSON.stringify(rows) === JSON.stringify(told);
    const sorted = async (version: number) =>
      Object.fromEntries(
        Object.entries(await shown(version)).toSorted(
          ([a], [b]) => counters.indexOf(a) - counters.indexOf(b),
        ),
      );
    await eventually(() => sorted(1), isUpToDate, { withinMs: 120_000 });
    await Promise.all(three.map((each) => each.stop()));
    const rebuilding = { context: { ...countersContext, shows: [tallies(2)] } };
    await Promise.all([room.startEngine(rebuilding), room.startEngine(rebuilding)]);
    await eventually(() => sorted(2), isUpToDate, { withinMs: 120_000 });
  });

  it('lose no timer to a program that does not know its saga, or while none of them runs', async () => {
    const knowing = await room.startEngine();
    await room.deliver(
      envelopeOf(new Begin({ counterId: 'slow', pauseMs: 300, text: 'by the saga' }), 'slow'),
    );
    await eventually(
      () => room.ask('select from countersign.timer'),
      (timers) => timers.length === 1,
      { withinMs: 120_000 },
    );
    await knowing.stop();
    const ignorant = await room.startEngine({ context: { ...countersContext, processes: [] } });
    await eventually(
      () => room.ask("select from countersign.timer where due_at < now() - interval '200 ms'"),
      (late) => late.length === 1,
      { withinMs: 120_000 },
    );
    await ignorant.stop();
    await room.startEngine();
    await eventually(
      () => room.texts(),
      ({ slow }) => slow?.join() === 'by the saga',
      { withinMs: 120_000 },
    );
  });

  it('stop while there is work, and leave it to others', async () => {
    const first = await room.startEngine();
    await room.deliver(...rounds(keys(20), 0, 50));
    await first.stop();
    await room.startEngine();
    await room.emptied();
    await expect(room.texts()).resolves.toEqual(
      Object.fromEntries(keys(20).map((each) => [each, numbers(50)])),
    );
  });
});

describe('Engines whose PostgreSQL', () => {
  it('is killed and comes back go on by themselves, and stop while it is away', async () => {
    const scratch = await openTestScratch('engine');
    const postgres = await startEmbeddedPostgres({ dataDir: join(scratch.folder, 'postgres') });
    await scratch.process(postgres.pid);
    const room = new EngineRoom();
    await room.open(postgres.url);
    try {
      const counters = keys(20);
      await room.startEngine();
      await room.startEngine();
      for (let crash = 0; crash < 3; crash++) {
        await room.deliver(...rounds(counters, crash * 20, crash * 20 + 20));
        await eventually(
          () => room.texts(),
          (texts) => Object.values(texts).flat().length > crash * 400 + 20,
          { withinMs: 120_000 },
        );
        await postgres.kill();
        await postgres.start();
      }
      await room.deliver(
        envelopeOf(new Begin({ counterId: 'late', pauseMs: 50, text: 'by the saga' }), 'late'),
      );
      await room.emptied();
      const expected = Object.fromEntries(counters.map((each) => [each, numbers(60)]));
      await eventually(
        () => room.texts(),
        ({ late }) => late !== undefined,
        { withinMs: 120_000 },
      );
      await expect(room.texts()).resolves.toEqual({ ...expected, late: ['by the saga'] });
      await expect(room.deadLetters()).resolves.toEqual([]);
      await postgres.stop();
    } finally {
      await room.close();
      await postgres.stop();
      await scratch.close();
    }
  }, 120_000);
});
