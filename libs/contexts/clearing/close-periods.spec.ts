import { createMemoryDatabase } from '#adapters/memory';
import { CardLoaded } from '#contracts/gift-cards';
import type { Database, LogPosition } from '#kernel';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { closePeriods } from './close-periods.js';
import { CloseSettlementPeriod } from './contracts/index.js';
import { noPeriods, settleInPeriod } from './domain/periods.js';
import { loaded } from './read-models/sample-books.js';
import { OPEN_PERIODS, settlement } from './read-models/settlement.projection.js';

const LATER = Date.UTC(2026, 1, 1, 12);

describe('Days that are over, on a hub at which something happens all the time', () => {
  let database: Database;

  beforeEach(async () => {
    database = createMemoryDatabase({ clock: { now: () => LATER } });
    await database.transaction((tx) => tx.readModels.prepare([settlement]));
  });

  const happens = (): Promise<LogPosition> =>
    database.transaction((tx) => {
      const { type, version, data } = new CardLoaded(loaded(1).data);
      const ids = { id: randomUUID(), correlationId: 'a', causationId: 'b' };
      const stream = `gift-cards.card/${randomUUID()}`;
      const at = new Date(LATER).toISOString();
      return tx.events.append([{ ...ids, stream, streamVersion: 1, type, version, data, at }]);
    });

  /** The read model has read events of these times, and is not at the end of the log. */
  const hasRead = async (...times: readonly string[]): Promise<void> => {
    const position = await happens();
    const row = times.reduce((periods, at) => settleInPeriod(periods, loaded(100), at), noPeriods);
    await database.transaction(async (tx) => {
      await tx.readModels.save(settlement, new Map([[OPEN_PERIODS, row]]));
      await tx.readModels.advance([settlement], position);
    });
    await happens();
  };

  const due = () => database.transaction((tx) => closePeriods.due(tx));

  it('are closed when what was read of the log is well behind their end', async () => {
    await hasRead('2026-01-31T12:00:00.000Z', '2026-02-01T00:05:00.000Z');
    const [closing, ...others] = await due();
    expect(closing).toBeInstanceOf(CloseSettlementPeriod);
    expect(closing).toMatchObject({
      data: {
        period: '2026-01-31',
        settledAtMs: Date.UTC(2026, 1, 1, 0, 5),
        currencies: [{ poolChangeMinor: 100 }],
      },
    });
    expect(others).toEqual([]);
  });

  it('are not closed before', async () => {
    await hasRead('2026-02-01T00:04:59.999Z', '2026-01-31T12:00:00.000Z');
    await expect(due()).resolves.toEqual([]);
  });
});
