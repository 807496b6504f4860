import type { Envelope } from '#kernel';
import { eventually } from '#testing';
import { describe, expect, it } from '@jest/globals';
import { envelopeOf, OUTSIDE, type Reaction } from './engine-room.js';
import { freshEngineRoom } from './fresh-engine-room.js';
import { Count, Counted } from './sample-counters.js';

const counted = (counterId: string, text: string, extra: Partial<Envelope> = {}): Envelope =>
  envelopeOf(new Counted({ counterId, text }), counterId, extra);

describe('A handler that works outside of transactions', () => {
  const room = freshEngineRoom();

  const waiting = () =>
    room.ask<{ queue: string; text: string }>(
      `select queue, envelope -> 'data' ->> 'text' as text from countersign.message order by sequence`,
    );

  const done = () =>
    eventually(waiting, (messages) => messages.every(({ queue }) => queue !== OUTSIDE), {
      withinMs: 120_000,
    });

  it('gets each event once, and those of a key one after another, in all processes together', async () => {
    const handled: Record<string, string[]> = {};
    const underWay = new Set<string>();
    const overlaps: string[] = [];
    const handle = async ({ counterId, text }: { counterId: string; text: string }) => {
      if (underWay.has(counterId)) overlaps.push(`${counterId} ${text}`);
      underWay.add(counterId);
      await new Promise((resolve) => setImmediate(resolve));
      (handled[counterId] ??= []).push(text);
      underWay.delete(counterId);
    };
    await Promise.all([room.startReaction(handle), room.startReaction(handle)]);
    const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
    const texts = Array.from({ length: 20 }, (_, n) => `${n}`);
    for (const text of texts) await room.deliverTo(OUTSIDE, ...keys.map((key) => counted(key, text)));
    await done();
    expect(handled).toEqual(Object.fromEntries(keys.map((key) => [key, texts])));
    expect(overlaps).toEqual([]);
  });

  it('need not do its work again when the database is away for a moment as it ends', async () => {
    let times = 0;
    let cutting = Promise.resolve();
    const cutOften = async () => {
      for (let cuts = 0; cuts < 20; cuts++) await room.cut();
    };
    await room.startReaction(async ({ counterId }, context) => {
      times += 1;
      context.send(new Count({ counterId, text: 'sent' }));
      if (times === 1) cutting = cutOften();
    });
    const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
    await room.deliverTo(OUTSIDE, ...keys.map((key) => counted(key, '1')));
    await done();
    await cutting;
    await expect(waiting()).resolves.toEqual(keys.map(() => ({ queue: 'counters', text: 'sent' })));
    expect(times).toBe(keys.length);
  });

  it.each(['completes', 'wants to see the message again', 'throws'])(
    'has no effect when it %s after another has got its message',
    async (how) => {
      let letGo: () => void = () => undefined;
      const paused = new Promise<void>((resolve) => (letGo = resolve));
      let isTaken = false;
      const laterOne: Reaction = async ({ counterId, text }, context) => {
        context.send(new Count({ counterId, text: `${text} by the second` }));
      };
      const first = await room.startReaction(async (data, context) => {
        const { counterId } = data;
        // Where its lease has ended, a process may get its own message again.
        if (isTaken) return laterOne(data, context);
        isTaken = true;
        await paused;
        context.send(new Count({ counterId, text: 'by the first' }));
        if (how === 'wants to see the message again') context.retryIn(0, 'not yet');
        if (how === 'throws') throw new Error('too late');
      });
      await room.deliverTo(OUTSIDE, counted('a', '1'), counted('a', '2'));
      await eventually(() => isTaken, Boolean, { withinMs: 120_000 });
      await room.ask('update countersign.blocked_key set until = now()');
      const second = await room.startReaction(laterOne);
      await done().finally(letGo);
      await second.stop();
      await first.stop();
      await expect(waiting()).resolves.toEqual([
        { queue: 'counters', text: '1 by the second' },
        { queue: 'counters', text: '2 by the second' },
      ]);
      await expect(room.deadLetters()).resolves.toEqual([]);
      await expect(room.ask('select from countersign.blocked_key')).resolves.toEqual([]);
    },
  );

  it('goes on with others while many of its messages hang', async () => {
    let letGo: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => (letGo = resolve));
    const handled: string[] = [];
    await room.startReaction(async ({ counterId, text }) => {
      if (text === 'hangs') await hanging;
      handled.push(counterId);
    });
    const ill = Array.from({ length: 100 }, (_, n) => counted(`ill-${n}`, 'hangs'));
    await room.deliverTo(OUTSIDE, ...ill);
    await eventually(
      () => room.ask('select from countersign.blocked_key'),
      (leased) => leased.length === ill.length,
      { withinMs: 120_000 },
    );
    await room.deliverTo(OUTSIDE, counted('healthy', '1'));
    await eventually(
      () => handled,
      ([first]) => first === 'healthy',
      { withinMs: 120_000 },
    ).finally(letGo);
    await done();
    expect(new Set(handled).size).toBe(ill.length + 1);
  });

  it('holds its messages for ten seconds at a time, so that others soon have those of a process that was killed', async () => {
    let letGo: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => (letGo = resolve));
    await room.startReaction(() => hanging);
    await room.deliverTo(OUTSIDE, counted('a', '1'));
    const leftMs = async (): Promise<number[]> => {
      const rows = await room.ask<{ ms: number }>(
        `select (extract(epoch from until - now()) * 1000)::float8 as ms from countersign.blocked_key`,
      );
      return rows.map(({ ms }) => ms);
    };
    const [firstMs = 0] = await eventually(leftMs, (left) => left.length === 1, { withinMs: 120_000 });
    expect(firstMs).toBeLessThanOrEqual(10_000);
    // Its heart beats: what was left grows again, before it has run out.
    let leastMs = firstMs;
    await eventually(
      async () => {
        const [ms = 0] = await leftMs();
        const hasGrown = ms > leastMs;
        leastMs = Math.min(leastMs, ms);
        return hasGrown;
      },
      Boolean,
      { withinMs: 120_000 },
    ).finally(letGo);
    expect(leastMs).toBeGreaterThan(0);
    await done();
  });

  it('may put a message off as often as it likes, which is no failure and leaves no dead letter', async () => {
    const seen: [failures: number, attempts: number][] = [];
    await room.startReaction(async (_, context) => {
      seen.push([context.failures, context.attempts]);
      if (seen.length === 12) throw new Error('a failure among them');
      if (seen.length < 15) context.retryIn(0, 'the bank is closed');
    });
    await room.deliverTo(OUTSIDE, counted('a', '1'));
    await eventually(
      async () => {
        await room.ask('update countersign.blocked_key set until = now() where lease_token is null');
        return waiting();
      },
      (left) => left.length === 0,
      { withinMs: 120_000 },
    );
    expect(seen).toEqual(Array.from({ length: 15 }, (_, n) => [n < 12 ? 0 : 1, n]));
    await expect(room.deadLetters()).resolves.toEqual([]);
  });

  it('says why a message was put off, to those who look at what waits', async () => {
    await room.startReaction(async (_, context) => context.retryIn(60_000, 'the bank is closed'));
    await room.deliverTo(OUTSIDE, counted('a', '1'));
    const blocked = () => room.ask('select failures, postponements, error from countersign.blocked_key');
    const rows = await eventually(blocked, ([row]) => JSON.stringify(row)?.includes('bank') ?? false, {
      withinMs: 120_000,
    });
    expect(rows).toEqual([{ failures: 0, postponements: 1, error: 'the bank is closed' }]);
  });

  it.each([
    {
      what: 'its type is unknown',
      poison: counted('a', 'x', { type: 'counters.never-heard' }),
      reason: 'unknown-type',
    },
    { what: 'its version is unknown', poison: counted('a', 'x', { version: 9 }), reason: 'unknown-version' },
    { what: 'its data is wrong', poison: counted('a', 'x', { data: {} }), reason: 'invalid-data' },
    { what: 'handling it fails for ever', poison: counted('a', 'poison'), reason: 'failed-too-often' },
  ])('leaves a dead letter where $what, and goes on', async ({ poison, reason }) => {
    const handled: string[] = [];
    await room.startReaction(async ({ counterId, text }) => {
      if (text === 'poison') throw new Error('The \0 cannot be handled');
      handled.push(`${counterId}${text}`);
    });
    await room.deliverTo(OUTSIDE, counted('a', '1'), poison, counted('a', '2'), counted('b', '1'));
    await eventually(
      async () => {
        await room.ask('update countersign.blocked_key set until = now() where lease_token is null');
        return waiting();
      },
      (left) => left.length === 0,
      { withinMs: 120_000 },
    );
    expect(handled.toSorted()).toEqual(['a1', 'a2', 'b1']);
    await expect(room.deadLetters()).resolves.toMatchObject([{ reason, envelope: { id: poison.id } }]);
  });
});
