import { randomUUID } from 'node:crypto';
import { createMemoryDatabase } from '#adapters/memory';
import {
  accept,
  type AnyEvent,
  command,
  type Database,
  decider,
  event,
  type OpenAggregate,
  type StoredEvent,
  when,
} from '#kernel';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { HistoriesAtHand } from './histories-at-hand.js';

const fields = { tillId: z.string(), sold: z.int() };
class Sell extends command('tills.sell', { tillId: z.string() }, { key: 'tillId' }) {}
class Sold extends event('tills.sold', fields, { key: 'tillId' }) {}

/** Says how much it has sold so far. */
const till = decider('tills.till', {
  initial: 0,
  events: [Sold],
  evolve: (sold: number, { data }) => sold + data.sold,
  decisions: [when(Sell, (sold: number, { data }) => accept(new Sold({ ...data, sold })))],
});

const STREAM = 'tills.till/till-1';

const Data = z.object(fields);

const decode = ({ data }: StoredEvent): AnyEvent => new Sold(Data.parse(data));

const fold = (before: OpenAggregate | undefined, events: readonly AnyEvent[]) =>
  before ? before.after(events) : till.open(events);

const sale = (streamVersion: number, sold: number): StoredEvent => {
  const ids = { id: randomUUID(), correlationId: '1', causationId: '1' };
  const data = { tillId: 'till-1', sold };
  const at = '2026-01-01T12:00:00.000Z';
  return { ...ids, at, data, type: Sold.type, version: 1, stream: STREAM, streamVersion };
};

describe('Histories at hand', () => {
  let database: Database;
  let atHand: HistoriesAtHand<OpenAggregate>;

  beforeEach(async () => {
    database = createMemoryDatabase();
    atHand = new HistoriesAtHand();
    await append(database, sale(1, 1), sale(2, 10), sale(3, 100));
  });

  const append = (to: Database, ...events: StoredEvent[]): Promise<unknown> =>
    to.transaction((tx) => tx.events.append(events));

  /** @returns how many events were read, and what they add up to with what was at hand */
  const look = async (from = database) => {
    const unread = (await from.transaction((tx) => atHand.read(tx.events, [STREAM]))).get(STREAM);
    if (!unread) throw new Error('Nothing was read');
    const { folded, version } = atHand.open(STREAM, fold, unread, decode);
    const decision = folded.after([]).decide(new Sell({ tillId: 'till-1' }), { now: 0 });
    const sold = decision.outcome === 'accepted' ? decision.reply.data : undefined;
    return { read: unread.history.length, version, sold: Data.parse(sold) };
  };

  const seen = (read: number, version: number, sold: number) => ({
    read,
    version,
    sold: { tillId: 'till-1', sold },
  });

  it('are read whole once, and then what came since', async () => {
    await expect(look()).resolves.toEqual(seen(3, 3, 111));
    await expect(look()).resolves.toEqual(seen(0, 3, 111));
    await append(database, sale(4, 1_000));
    await expect(look()).resolves.toEqual(seen(1, 4, 1_111));
  });

  it('do not change when somebody decides on what they are', async () => {
    await look();
    await expect(look()).resolves.toEqual(seen(0, 3, 111));
  });

  it('are read anew from a database that was set back and has gone on otherwise', async () => {
    await look();
    const restored = createMemoryDatabase();
    await append(restored, sale(1, 1), sale(2, 20));
    await expect(look(restored)).resolves.toEqual(seen(2, 2, 21));
    await append(restored, sale(3, 200));
    await expect(look(restored)).resolves.toEqual(seen(3, 3, 221));
    await append(restored, sale(4, 2_000));
    await expect(look(restored)).resolves.toEqual(seen(1, 4, 2_221));
  });

  it('are no more than there is room for', async () => {
    atHand = new HistoriesAtHand(2);
    await look();
    await expect(look()).resolves.toEqual(seen(3, 3, 111));
  });

  it('stay as they were when an older reading comes in last', async () => {
    const old = await database.transaction((tx) => atHand.read(tx.events, [STREAM]));
    await append(database, sale(4, 1_000));
    await look();
    const unread = old.get(STREAM);
    if (unread) atHand.open(STREAM, fold, unread, decode);
    await expect(look()).resolves.toEqual(seen(0, 4, 1_111));
  });
});
