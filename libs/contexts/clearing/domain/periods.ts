import type { SettlementPeriodClosed } from '../contracts/index.js';
import { settle, type SettledEvent, settledTogether, type Settlements } from './settlement.js';
import { notStated } from './statement.js';

const DAY_MS = 86_400_000;

/** What came together in each period that is not closed. */
export interface OpenPeriods {
  /** The latest period that was closed: what comes for it, or for one before it, falls into the day behind it. */
  readonly closedThrough?: string;
  /** When the latest of all that came was recorded, ISO 8601 in UTC. */
  readonly settledUntil?: string;
  readonly open: Readonly<Record<string, Settlements>>;
}

export const noPeriods: OpenPeriods = { open: {} };

/** @param at when the hub recorded it, ISO 8601 in UTC */
export function settleInPeriod(periods: OpenPeriods, event: SettledEvent, at: string): OpenPeriods {
  const { open, settledUntil = at } = periods;
  const period = openFor(periods, periodOf(at));
  return {
    ...periods,
    settledUntil: at > settledUntil ? at : settledUntil,
    open: { ...open, [period]: settle(open[period] ?? {}, event) },
  };
}

/**
 * The statement says what belongs to the period. What came after it was drawn up, and before it counts, is late: so each event is
 * told in one period, whenever it came.
 */
export function closePeriod(before: OpenPeriods, { data }: SettlementPeriodClosed): OpenPeriods {
  const { [data.period]: settlements = {}, ...open } = before.open;
  const { closedThrough = data.period } = before;
  const periods = {
    ...before,
    closedThrough: data.period > closedThrough ? data.period : closedThrough,
    open,
  };
  const late = notStated(settlements, data.currencies);
  if (Object.keys(late).length === 0) return periods;
  const next = openFor(periods, data.period);
  return { ...periods, open: { ...open, [next]: settledTogether(open[next] ?? {}, late) } };
}

function openFor({ closedThrough }: OpenPeriods, period: string): string {
  if (closedThrough === undefined || period > closedThrough) return period;
  return periodOf(new Date(endOf(closedThrough)).toISOString());
}

/** @param at ISO 8601 in UTC */
const periodOf = (at: string): string => at.slice(0, 'YYYY-MM-DD'.length);

/** When it is over, in milliseconds since 1970. */
export const endOf = (period: string): number => Date.parse(`${period}T00:00:00.000Z`) + DAY_MS;

/** Those that have been over for so long. @returns the oldest first */
export const periodsOver = ({ open }: OpenPeriods, nowMs: number, forMs: number): readonly string[] =>
  Object.keys(open)
    .filter((period) => endOf(period) + forMs <= nowMs)
    .toSorted();
