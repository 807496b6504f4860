import { createPostgresTransport } from '#adapters/postgres';
import { OrphanWatch, PostOffice, Routes, uuids } from '#runtime';
import { eventually } from '#testing';
import { describe, expect, it } from '@jest/globals';
import { envelopeOf } from './engine-room.js';
import { freshEngineRoom } from './fresh-engine-room.js';
import { Begin, countersContext, flaky } from './sample-counters.js';

describe('The watch for orphaned sagas', () => {
  const room = freshEngineRoom();

  /** It has no patience at all: whatever it finds in a moment is an orphan to it. */
  const watch = (unchangedForMs = 0) => {
    const routes = new Routes([countersContext]);
    const postOffice = new PostOffice(createPostgresTransport());
    return new OrphanWatch(room.database, routes, postOffice, uuids, unchangedForMs);
  };

  const begin = (counterId: string, pauseMs = 0, text = 'x') =>
    envelopeOf(new Begin({ counterId, pauseMs, text }), counterId);

  const sagas = () =>
    room.ask<{ status: string; because: string | null }>(
      `select status, instance -> 'pending' -> 0 ->> 'because' as because from countersign.saga order by key`,
    );

  const becomes = (status: string) =>
    eventually(sagas, ([saga]) => saga?.status === status, { withinMs: 120_000 });

  it('never finds a healthy one, however little it waits and however much goes on', async () => {
    await Promise.all([room.startEngine({ batchMax: 2, lanes: 3 }), room.startEngine()]);
    const over = new AbortController();
    const found: string[] = [];
    let looks = 0;
    const looking = (async () => {
      const one = watch();
      while (!over.signal.aborted) {
        found.push(...(await one.look()));
        looks += 1;
      }
    })();
    const keys = Array.from({ length: 400 }, (_, n) => `counter-${n}`);
    for (let from = 0; from < keys.length; from += 40) {
      await room.deliver(...keys.slice(from, from + 40).map((key, n) => begin(key, (n % 4) * 40)));
    }
    await eventually(
      sagas,
      (all) => all.length === keys.length && all.every(({ status }) => status === 'completed'),
      { withinMs: 120_000 },
    ).finally(() => over.abort());
    await looking;
    expect(found).toEqual([]);
    expect(looks).toBeGreaterThan(10);
  });

  it('makes a saga stuck whose command was lost, and says why; a person lets it go on', async () => {
    flaky.add('flaky');
    await room.deliver(begin('a', 0, 'flaky'));
    await room.startEngine();
    await eventually(
      () => room.ask('select from countersign.blocked_key where failures > 0'),
      (rows) => rows.length === 1,
      { withinMs: 120_000 },
    );
    await expect(watch().look()).resolves.toEqual([]);
    await room.ask('delete from countersign.message');
    await room.ask('delete from countersign.blocked_key');
    await room.ask('delete from countersign.lease');
    await expect(watch(3_600_000).look()).resolves.toEqual([]);
    await room.ask('delete from countersign.lease');
    await expect(watch().look()).resolves.toEqual(['counters.round/a']);
    const [saga] = await becomes('stuck');
    expect(saga?.because).toContain('nothing can wake it');
    flaky.clear();
    const data = { saga: 'counters.round', by: 'ada', reason: 'it was lost' };
    const resume = { kind: 'signal' as const, type: 'saga.resume', saga: 'counters.round', data };
    await room.deliver({ ...begin('a'), ...resume });
    await becomes('completed');
  });

  it('sets timers anew that were lost', async () => {
    await room.deliver(begin('a', 3_600_000));
    const engine = await room.startEngine();
    await eventually(
      () => room.ask('select from countersign.timer'),
      (timers) => timers.length === 1,
      { withinMs: 120_000 },
    );
    await engine.stop();
    const timers = await room.ask('delete from countersign.timer returning saga, key, token, due_at');
    await expect(watch().look()).resolves.toEqual(['counters.round/a']);
    await expect(room.ask('select * from countersign.timer')).resolves.toEqual(timers);
  });

  it('is kept by one process at a time', async () => {
    await room.ask(`insert into countersign.saga values
      ('counters.round', 'a', 1, 1, 'running', '{"saga": "counters.round", "key": "a", "pending": []}', now(), now())`);
    const [first, second] = [watch(), watch()];
    await expect(first.look()).resolves.toHaveLength(1);
    await expect(second.look()).resolves.toEqual([]);
    await expect(first.look()).resolves.toHaveLength(1);
  });
});
