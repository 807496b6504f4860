import { createMemoryDatabase } from '#adapters/memory';
import type { Leased } from '#kernel';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { acquit, isGuilty } from './acquittals.js';

const DEATHS_ENOUGH = 3;

describe('A message that processes ended with', () => {
  let now = 0;
  let database: ReturnType<typeof createMemoryDatabase>;

  beforeEach(() => {
    now = 0;
    database = createMemoryDatabase({ clock: { now: () => now } });
  });

  const begun = (id: string, starts: number): Leased => ({
    queue: 'gift-cards',
    sequence: '1',
    failures: 0,
    postponements: 0,
    starts,
    leaseToken: 'token',
    envelope: {
      id,
      kind: 'command',
      type: 'gift-cards.block-card',
      version: 1,
      key: id,
      data: {},
      at: '2026-11-22T00:00:00.000Z',
      correlationId: id,
    },
  });
  const judge = (starts: number) =>
    database.transaction((tx) => isGuilty(tx, begun('suspect', starts), DEATHS_ENOUGH));
  const acquitAnother = (id: string) => database.transaction((tx) => acquit(tx, begun(id, 1)));

  it('is guilty after enough of them', async () => {
    await expect(judge(2)).resolves.toBe(false);
    await expect(judge(3)).resolves.toBe(true);
  });

  it('is not, as long as others are handled that had been suspect: somebody ends processes', async () => {
    await acquitAnother('innocent');
    await expect(judge(3)).resolves.toBe(false);
    await expect(judge(9)).resolves.toBe(false);
  });

  it('is guilty after ten, whoever else ends processes', async () => {
    await acquitAnother('innocent');
    await expect(judge(10)).resolves.toBe(true);
  });

  it('is judged as before a minute after the last of the others', async () => {
    await acquitAnother('innocent');
    now += 60_001;
    await expect(judge(3)).resolves.toBe(true);
  });

  it('leaves nothing behind of those that were acquitted long ago', async () => {
    await acquitAnother('first');
    now += 60_001;
    await acquitAnother('second');
    const rows = await database.transaction((tx) => tx.leases.heldLike('acquitted '));
    expect(rows.map(({ role }) => role)).toEqual(['acquitted second']);
  });
});
