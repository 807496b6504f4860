import { type Currency, type MessageOf, projection, type Recorded } from '#kernel';
import {
  type EndReason,
  FactsAccepted,
  LoadBudgetGranted,
  RiskGranted,
  RiskReplenished,
  StockAssigned,
  StoreEnded,
  StoreEnrolled,
  StorePolicySet,
  StoreRegistered,
} from '../contracts/index.js';

/** A store as people see it; amounts in minor units of its currency. */
export interface StoreRow {
  readonly storeId: string;
  readonly name: string;
  readonly currency: Currency;
  readonly status: 'registered' | 'enrolled' | 'ended';
  readonly publicKey?: string;
  readonly riskGrantedMinor: number;
  /** What was no risk after all, and was given back. */
  readonly riskReplenishedMinor: number;
  readonly loadGrantedMinor: number;
  /** How many cards were given to it. */
  readonly stock: number;
  readonly ended?: { readonly reason: EndReason; readonly acceptedThrough: number; readonly why: string };
  readonly version: number;
  /** ISO 8601 in UTC. */
  readonly updatedAt: string;
}

const events = [
  StoreRegistered,
  StoreEnrolled,
  RiskGranted,
  RiskReplenished,
  LoadBudgetGranted,
  StorePolicySet,
  StockAssigned,
  StoreEnded,
  FactsAccepted,
] as const;
type StoreEvent = MessageOf<(typeof events)[number]>;

/** Stores by their id. */
export const stores = projection('clearing.stores', {
  version: 2,
  events,
  filters: ['status'],
  rowKey: ({ data }) => data.storeId,
  evolve(
    row: StoreRow | undefined,
    { event, streamVersion, at }: Recorded<StoreEvent>,
  ): StoreRow | undefined {
    const known = { version: streamVersion, updatedAt: at };
    if (event.type === 'clearing.store-registered') {
      const { storeId, name, currency } = event.data;
      const nothing = { riskGrantedMinor: 0, riskReplenishedMinor: 0, loadGrantedMinor: 0, stock: 0 };
      return { storeId, name, currency, status: 'registered', ...nothing, ...known };
    }
    return row && { ...row, ...changeOf(row, event), ...known };
  },
});

function changeOf(row: StoreRow, event: Exclude<StoreEvent, StoreRegistered>): Partial<StoreRow> {
  switch (event.type) {
    case 'clearing.store-enrolled':
      return { status: 'enrolled', publicKey: event.data.publicKey };
    case 'clearing.risk-granted':
      return { riskGrantedMinor: row.riskGrantedMinor + event.data.minor };
    case 'clearing.risk-replenished':
      return { riskReplenishedMinor: event.data.endedMinor };
    case 'clearing.load-budget-granted':
      return { loadGrantedMinor: row.loadGrantedMinor + event.data.minor };
    case 'clearing.stock-assigned':
      return { stock: row.stock + event.data.cardIds.length };
    case 'clearing.store-ended': {
      const { reason, acceptedThrough, why } = event.data;
      return { status: 'ended', ended: { reason, acceptedThrough, why } };
    }
    case 'clearing.facts-accepted':
      return row.ended ? { ended: { ...row.ended, acceptedThrough: event.data.acceptedThrough } } : {};
    case 'clearing.store-policy-set':
      return {};
  }
}
