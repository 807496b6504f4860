import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cardId, openNode, partsOn, SetClock, terms } from '#testing/store-node';
import { MemoryStoreDatabase } from '../adapters/memory/memory-store-database.js';
import { withTerms } from '../domain/books.js';
import type { WorkingSet } from '../writer/working-set.js';
import { Writer } from '../writer/writer.js';
import { Housekeeping } from './housekeeping.js';

const MINUTE = 60_000;
const placing = { kind: 'hold', till: 'till-1', requestId: 'h-1', cardId, minor: 1_500 } as const;

describe('A hold whose time is over', () => {
  let database: MemoryStoreDatabase;
  let clock: SetClock;
  let writer: Writer;

  beforeEach(async () => {
    database = new MemoryStoreDatabase();
    clock = new SetClock();
    writer = await openNode(database, clock);
    await writer.decide({ ...placing, currency: 'EUR', expiresAfterMs: MINUTE }, false);
  });
  afterEach(() => writer.close());

  const isOnLine = () => false;
  const look = async () => {
    const onTrouble = (what: string) => {
      throw new Error(what);
    };
    await new Housekeeping({ writer, database, clock, onTrouble, isOnLine }).look();
    return (await database.chain(1, 10)).map(({ says }) => says.type);
  };
  /** The machine starts again, and its clock on the wall was set meanwhile. */
  const restartAfter = async (offMs: number) => {
    await writer.close();
    clock.nowMs += offMs;
    clock.elapsedMs = 5;
    writer = await Writer.open(partsOn(database, clock));
  };

  it('goes back, and not before', async () => {
    clock.pass(MINUTE - 1);
    expect(await look()).toEqual([]);
    clock.pass(1);
    expect(await look()).toEqual(['gift-cards.hold-released-at-store']);
  });

  it('is not over because somebody sets the clock on the wall', async () => {
    clock.nowMs += 10 * MINUTE;
    expect(await look()).toEqual([]);
  });

  it('goes on while the store is off', async () => {
    await restartAfter(MINUTE / 2);
    clock.pass(MINUTE / 2 - 1);
    expect(await look()).toEqual([]);
    clock.pass(1);
    expect(await look()).toEqual(['gift-cards.hold-released-at-store']);
  });

  it('counts nothing of a stop that nobody knows the length of, so that it ends late rather than early', async () => {
    clock.pass(MINUTE / 2);
    await writer.decide({ kind: 'block', till: 'till-1', requestId: 'b-1', cardId, reason: 'Lost' }, false);
    await restartAfter(-1);
    clock.pass(MINUTE / 2 - 1);
    expect(await look()).not.toContain('gift-cards.hold-released-at-store');
    clock.pass(1);
    expect(await look()).toContain('gift-cards.hold-released-at-store');
  });

  const learns = (work: (set: WorkingSet) => void) =>
    writer.run({ needs: { requests: [], business: [], cards: [] }, work });

  it('stays as it is in books that are a backup or a copy: they may say nothing', async () => {
    await learns((set) => set.remember({ unfit: { why: 'A backup' } }));
    clock.pass(MINUTE);
    expect(await look()).toEqual([]);
  });

  it('stays as it is when the store has ended', async () => {
    await learns((set) => set.keep(withTerms(set.now.books, { ...terms, version: 2, status: 'ended' })));
    clock.pass(MINUTE);
    expect(await look()).toEqual([]);
  });
});
