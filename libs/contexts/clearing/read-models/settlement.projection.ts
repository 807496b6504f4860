import { projection, type Recorded } from '#kernel';
import { settle, type SettledEvent, settledEvents, type Settlements } from '../domain/settlement.js';

/** A day in UTC, and what the hub has recorded in it. */
export interface SettlementRow {
  /** Such as `2026-01-31`. */
  readonly period: string;
  readonly currencies: Settlements;
}

/** Settlements by their period: what stores tell late falls into the day in which the hub hears it. */
export const settlement = projection('clearing.settlement', {
  version: 1,
  events: settledEvents,
  rowKey: (_, at) => periodOf(at),
  evolve(row: SettlementRow | undefined, { event, at }: Recorded<SettledEvent>): SettlementRow {
    return { period: periodOf(at), currencies: settle(row?.currencies ?? {}, event) };
  },
});

/** @param at ISO 8601 in UTC */
const periodOf = (at: string): string => at.slice(0, 'YYYY-MM-DD'.length);
