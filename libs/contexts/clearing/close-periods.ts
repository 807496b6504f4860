import type { Routine, Transaction } from '#kernel';
import { rowIn } from '#runtime';
import { CloseSettlementPeriod } from './contracts/index.js';
import { noPeriods, type OpenPeriods, periodsOver } from './domain/periods.js';
import { statementOf } from './domain/statement.js';
import { OPEN_PERIODS, settlement } from './read-models/settlement.projection.js';

/** Longer than a transaction takes, so that little of a day comes late. */
const OVER_FOR_MS = 300_000;

/** Closes the days that are over. One that somebody has closed before stays as it is. */
export const closePeriods: Routine = {
  whenItFails: 'Settlement periods are not closed',
  everyMs: 60_000,
  async due(tx) {
    const isAllRead = await isAtTheEnd(tx);
    const periods = (await rowIn(tx, settlement, OPEN_PERIODS)) ?? noPeriods;
    const settledAtMs = isAllRead ? await tx.now() : lastReadMs(periods);
    const by = { by: 'clearing', why: 'The day is over' };
    return periodsOver(periods, settledAtMs, OVER_FOR_MS).map((period) => {
      const currencies = statementOf(periods.open[period] ?? {});
      return new CloseSettlementPeriod({ period, ...by, settledAtMs, currencies });
    });
  },
};

async function isAtTheEnd(tx: Transaction): Promise<boolean> {
  const horizon = await tx.events.horizon();
  const position = await tx.readModels.position(settlement);
  return position !== undefined && tx.events.compare(position, horizon) >= 0;
}

/** Where something happens all the time, the read model is never at the end of the log; what it has read says how far it is. */
const lastReadMs = ({ settledUntil }: OpenPeriods): number =>
  settledUntil === undefined ? 0 : Date.parse(settledUntil);
