import type { Envelope } from '#kernel';
import { RetentionSweep, uuids } from '#runtime';
import { eventually } from '#testing';
import { describe, expect, it } from '@jest/globals';
import { envelopeOf } from './engine-room.js';
import { freshEngineRoom } from './fresh-engine-room.js';
import { Count } from './sample-counters.js';

const DAY_MS = 86_400_000;
const KEPT_FOR_MS = {
  messages: 90 * DAY_MS,
  operations: 90 * DAY_MS,
  sagaHistories: 365 * DAY_MS,
  deadLetters: 90 * DAY_MS,
};

describe('The inbox', () => {
  const room = freshEngineRoom();

  const sweep = () => new RetentionSweep(room.database, uuids, KEPT_FOR_MS).sweep();

  const parts = async (): Promise<string[]> => {
    const rows = await room.ask<{ part: string }>(
      `select c.relname::text as part from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'countersign.inbox'::regclass order by c.relname`,
    );
    return rows.map(({ part }) => part);
  };

  const count = (text: string): Envelope => envelopeOf(new Count({ counterId: 'a', text }), 'a');

  it('has parts for this week and those to come, and the rest in one of its own', async () => {
    const before = await parts();
    expect(before).toHaveLength(4);
    expect(before.at(-1)).toBe('inbox_default');
    await sweep();
    await expect(parts()).resolves.toEqual(before);
  });

  it('keeps what it has received where no part was made in time, and moves it there later', async () => {
    const [week = ''] = await parts();
    const envelope = count('x');
    await room.ask(`drop table countersign.${week}`);
    await room.deliver(envelope);
    await expect(room.ask('select from countersign.inbox_default')).resolves.toHaveLength(1);
    await sweep();
    await expect(room.ask('select from countersign.inbox_default')).resolves.toEqual([]);
    await expect(room.ask(`select from countersign.${week}`)).resolves.toHaveLength(1);
    await expect(room.deliver(envelope)).resolves.toBe(0);
  });

  it('drops the parts of weeks that are over for long, and keeps the others', async () => {
    const kept = await parts();
    await room.ask(
      `create table countersign.inbox_20200106 partition of countersign.inbox for values
        from ('${'00000000-0000-7000-8000-000000000000'}') to ('${'00000001-0000-7000-8000-000000000000'}')`,
    );
    await expect(parts()).resolves.toHaveLength(kept.length + 1);
    await sweep();
    await expect(parts()).resolves.toEqual(kept);
  });

  it('loses no message and takes none twice while it is tended', async () => {
    await room.startEngine();
    const envelopes = Array.from({ length: 300 }, (_, n) => count(`${n}`));
    let isTended = 0;
    for (let from = 0; from < envelopes.length; from += 10) {
      const some = envelopes.slice(from, from + 10);
      const insist = () =>
        eventually(
          () => room.deliver(...some),
          () => true,
          { withinMs: 120_000 },
        );
      await room.ask(
        `update countersign.inbox_horizon set forgotten_before = '00000000-0000-0000-0000-000000000000'`,
      );
      await Promise.all([insist(), insist(), sweep().then(() => (isTended += 1))]);
    }
    await room.emptied();
    const texts = (await room.texts())['a'] ?? [];
    expect(texts.toSorted()).toEqual(envelopes.map((_, n) => `${n}`).toSorted());
    expect(isTended).toBe(30);
  });
});
