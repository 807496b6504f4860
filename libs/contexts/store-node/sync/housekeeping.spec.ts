import { beforeEach, describe, expect, it } from '@jest/globals';
import { cardId, openNode, SetClock, terms } from '#testing/store-node';
import { MemoryStoreDatabase } from '../adapters/memory/memory-store-database.js';
import { withTerms } from '../domain/books.js';
import type { WorkingSet } from '../writer/working-set.js';
import type { Writer } from '../writer/writer.js';
import { Housekeeping } from './housekeeping.js';

const HOLD_MS = 60_000;

describe('A hold whose time is over', () => {
  let writer: Writer;
  let housekeeping: Housekeeping;

  beforeEach(async () => {
    const database = new MemoryStoreDatabase();
    const clock = new SetClock();
    writer = await openNode(database, clock);
    housekeeping = new Housekeeping({ writer, database, clock, onTrouble: () => undefined });
    const hold = { kind: 'hold', till: 'till-1', requestId: 'h-1', cardId, minor: 100 } as const;
    await writer.decide({ ...hold, currency: 'EUR', expiresAfterMs: HOLD_MS }, false);
    clock.pass(HOLD_MS + 1);
  });

  const learns = (work: (set: WorkingSet) => void) =>
    writer.run({ needs: { requests: [], business: [], cards: [] }, work });

  it('goes back by itself, once', async () => {
    await housekeeping.look();
    await housekeeping.look();
    expect(writer.committed.head.seq).toBe(2);
  });

  it('stays as it is in books that are a backup or a copy: they may say nothing', async () => {
    await learns((set) => set.remember({ unfit: { why: 'A backup' } }));
    await housekeeping.look();
    expect(writer.committed.head.seq).toBe(1);
  });

  it('stays as it is when the store has ended', async () => {
    await learns((set) => set.keep(withTerms(set.now.books, { ...terms, version: 2, status: 'ended' })));
    await housekeeping.look();
    expect(writer.committed.head.seq).toBe(1);
  });
});
