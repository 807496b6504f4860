import { expect, it } from '@jest/globals';
import { ConcurrentWrite, type StoredEvent } from '#kernel';
import type { Bench } from '../support/bench.js';
import { storedEvent } from '../support/samples.js';
import { LogReader } from './log-reader.js';

export function readingSideBySide(bench: Bench): void {
  const append = (...events: StoredEvent[]): Promise<unknown> => bench.run((tx) => tx.events.append(events));

  it('never skips an event whose transaction appended earlier and commits later', async () => {
    const slow = await bench.begin();
    await slow.tx.events.append([storedEvent('tills.till/slow', 1, 'slow')]);
    await append(storedEvent('tills.till/quick', 1, 'quick'));
    const reader = new LogReader(bench);
    for (let reads = 0; reads < 3; reads++) await reader.read();
    await slow.commit();
    const texts = await reader.readUntil(2);
    expect(texts.toSorted()).toEqual(['quick', 'slow']);
    await expect(new LogReader(bench).readUntil(2)).resolves.toEqual(texts);
  });

  it('never skips an event whose transaction began earlier and appends later', async () => {
    const slow = await bench.begin();
    await slow.tx.timers.set([{ saga: 'tills.closing', key: '1', token: 'deadline', dueAt: 0 }]);
    await append(storedEvent('tills.till/quick', 1, 'quick'));
    const reader = new LogReader(bench);
    for (let reads = 0; reads < 3; reads++) await reader.read();
    await slow.tx.events.append([storedEvent('tills.till/slow', 1, 'slow')]);
    await append(storedEvent('tills.till/quick', 2, 'quick again'));
    for (let reads = 0; reads < 3; reads++) await reader.read();
    await slow.commit();
    const texts = await reader.readUntil(3);
    expect(texts.toSorted()).toEqual(['quick', 'quick again', 'slow']);
    await expect(new LogReader(bench).readUntil(3)).resolves.toEqual(texts);
  });

  it('has a horizon that stays behind every event under way', async () => {
    const slow = await bench.begin();
    await slow.tx.events.append([storedEvent('tills.till/slow', 1, 'slow')]);
    await append({ ...storedEvent('tills.till/quick', 1), type: 'tills.till-opened' });
    const reader = new LogReader(bench);
    reader.position = await bench.run((tx) => tx.events.horizon());
    await slow.commit();
    await expect(reader.readUntil(1)).resolves.toEqual(['slow']);
  });

  it('tells that a transaction holds it back, and for how long', async () => {
    const slow = await bench.begin();
    await slow.tx.events.append([storedEvent('tills.till/slow', 1, 'slow')]);
    const [oldest] = await bench.run((tx) => tx.events.holdups(1));
    expect(oldest).toEqual({ ageMs: expect.any(Number), who: expect.any(String) });
    expect(oldest?.ageMs).toBeGreaterThanOrEqual(0);
  });

  it('goes on when a transaction that held it back is undone', async () => {
    const slow = await bench.begin();
    await slow.tx.events.append([storedEvent('tills.till/slow', 1, 'slow')]);
    await append(storedEvent('tills.till/quick', 1, 'quick'));
    await slow.rollBack();
    await expect(new LogReader(bench).readUntil(1)).resolves.toEqual(['quick']);
  });

  it('lets a writer through when another one with the same version is undone', async () => {
    const first = await bench.begin();
    await first.tx.events.append([storedEvent('tills.till/1', 1, 'undone')]);
    const second = bench.insist((tx) => tx.events.append([storedEvent('tills.till/1', 1, 'kept')]));
    await first.rollBack();
    await second;
    await expect(new LogReader(bench).readUntil(1)).resolves.toEqual(['kept']);
  });

  it('refuses a writer when another one with the same version commits first', async () => {
    const first = await bench.begin();
    await first.tx.events.append([storedEvent('tills.till/1', 1, 'first')]);
    const second = Promise.allSettled([append(storedEvent('tills.till/1', 1, 'second'))]);
    await first.commit();
    const [outcome] = await second;
    expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(ConcurrentWrite) });
  });

  it('shows a follower every event once, in one order, beside many writers and other types', async () => {
    const tills = ['a', 'b', 'c', 'd'];
    const rounds = Array.from({ length: 15 }, (_, index) => index + 1);
    const over = new AbortController();
    const reader = new LogReader(bench, ['tills.noted'], 3);
    const following = (async (): Promise<void> => {
      while (!over.signal.aborted) await reader.read();
    })();
    const writers = tills.map(async (till) => {
      for (const round of rounds) {
        const other = { ...storedEvent(`tills.till/${till}`, 2 * round - 1), type: 'tills.till-opened' };
        await append(other, storedEvent(`tills.till/${till}`, 2 * round, `${till}${round}`));
      }
    });
    await Promise.all(writers).finally(() => over.abort());
    await following;
    const count = tills.length * rounds.length;
    const texts = await reader.readUntil(count);
    expect(texts).toHaveLength(count);
    expect(new Set(texts).size).toBe(count);
    await expect(new LogReader(bench).readUntil(count)).resolves.toEqual(texts);
    for (const till of tills) {
      expect(texts.filter((text) => text.startsWith(till))).toEqual(rounds.map((round) => `${till}${round}`));
    }
  });
}
