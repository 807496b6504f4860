import { createMemoryDatabase, createMemoryTransport } from '#adapters/memory';
import { clearing } from '#contexts/clearing';
import { giftCards } from '#contexts/gift-cards';
import { SettlementPeriodClosed } from '#contracts/clearing';
import { CardLoaded } from '#contracts/gift-cards';
import type { BoundedContext } from '#kernel';
import { computer, Engine, PostOffice, Routes } from '#runtime';
import { eventually } from '#testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const cardId = '01980000-0000-7000-8000-00000000c001';
const id = '01980000-0000-7000-8000-00000000a001';
const noon = Date.UTC(2026, 0, 31, 12);
const MINUTE_MS = 60_000;
const midnight = Date.UTC(2026, 1, 1);

const PATIENCE = { withinMs: 60_000 };

describe('A day that is over', () => {
  let nowMs = noon;
  let database: ReturnType<typeof createMemoryDatabase>;
  let engine: Engine;
  let looks = 0;
  const trouble: unknown[] = [];

  /** What is done each minute is done all the time here, and counted. */
  const hasty = (context: BoundedContext): BoundedContext => ({
    ...context,
    repeats: (context.repeats ?? []).map((each) => ({
      ...each,
      everyMs: 5,
      async due(tx) {
        const commands = await each.due(tx);
        looks += 1;
        return commands;
      },
    })),
  });

  beforeEach(async () => {
    nowMs = noon;
    database = createMemoryDatabase({ clock: { now: () => nowMs } });
    const routes = new Routes([giftCards, hasty(clearing())]);
    const postOffice = new PostOffice(createMemoryTransport());
    engine = new Engine(database, routes, postOffice, computer, (_, error) => trouble.push(error));
    await engine.prepare();
    await load(5_000);
    engine.start();
  });

  afterEach(async () => {
    await engine.stop();
    await database.close();
    if (trouble.length > 0) throw new AggregateError(trouble, 'The engine met trouble');
  });

  const load = (minor: number) =>
    database.transaction(async (tx) => {
      const stream = `gift-cards.card/${cardId}`;
      const before = (await tx.events.load([stream])).get(stream) ?? [];
      const { type, version, data } = new CardLoaded({
        cardId,
        loadId: id,
        amount: { minor, currency: 'EUR' },
      });
      const at = new Date(nowMs).toISOString();
      const place = { id: `${id}${before.length}`, stream, streamVersion: before.length + 1, at };
      await tx.events.append([{ ...place, type, version, data, correlationId: id, causationId: id }]);
    });

  const closings = () =>
    database.transaction(async (tx) => {
      const read = await tx.events.readAfter(undefined, 100, [SettlementPeriodClosed.type]);
      return read.map(({ event }) => event);
    });

  it('is closed by itself, once, a few minutes later, with what it came to', async () => {
    nowMs = midnight + 5 * MINUTE_MS;
    const closed = await eventually(closings, (each) => each.length > 0, PATIENCE);
    expect(closed).toMatchObject([
      {
        stream: 'clearing.settlement-period/2026-01-31',
        data: { by: 'clearing', currencies: [{ currency: 'EUR', poolChangeMinor: 5_000 }] },
      },
    ]);
    await aFewLooks();
    expect(await closings()).toHaveLength(1);
  });

  it('is not closed before', async () => {
    nowMs = midnight + 5 * MINUTE_MS - 1;
    await aFewLooks();
    expect(await closings()).toEqual([]);
  });

  it('leaves what comes late to the next', async () => {
    nowMs = midnight + 5 * MINUTE_MS;
    await eventually(closings, (each) => each.length > 0, PATIENCE);
    nowMs = midnight - 1;
    await load(30);
    nowMs = midnight + 24 * 60 * MINUTE_MS + 5 * MINUTE_MS;
    const closed = await eventually(closings, (each) => each.length > 1, PATIENCE);
    expect(closed[1]).toMatchObject({
      data: { period: '2026-02-01', currencies: [{ poolChangeMinor: 30 }] },
    });
  });

  async function aFewLooks(): Promise<void> {
    const before = looks;
    await eventually(
      async () => looks,
      (count) => count > before + 5,
      PATIENCE,
    );
  }
});
