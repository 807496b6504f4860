import {
  OverdraftConfirmed,
  OverdraftCured,
  OverdraftSettled,
  OverdraftSuspected,
} from '#contracts/gift-cards';
import { type DataOf, type MessageOf, projection, type Recorded } from '#kernel';
import {
  type CaseEnd,
  OverdraftCaseClosed,
  OverdraftDecided,
  StoreHeard,
  StoresHeard,
} from '../contracts/index.js';

type Confirmed = DataOf<typeof OverdraftConfirmed>;

/** An overdraft from its suspicion to its end; amounts in minor units. */
export interface OverdraftRow {
  readonly caseId: string;
  readonly cardId: string;
  readonly status: 'open' | 'closed';
  /** What was suspected, and then what was confirmed. */
  readonly minor: number;
  readonly cause?: Confirmed['cause'];
  /** Who took what of it without an allowance. */
  readonly shares: Confirmed['shares'];
  readonly paidMinor: number;
  readonly writtenOffMinor: number;
  readonly chargedMinor: number;
  /** Stores that have told what they know, since it was suspected. */
  readonly heardFrom: readonly string[];
  /** Who said that all stores were heard, and why. */
  readonly heard?: { readonly by: string; readonly why: string };
  readonly decision?: { readonly outcome: string; readonly by: string; readonly why: string };
  readonly end?: CaseEnd;
  /** ISO 8601 in UTC. */
  readonly openedAt: string;
  readonly updatedAt: string;
}

const events = [
  OverdraftSuspected,
  OverdraftConfirmed,
  OverdraftCured,
  OverdraftSettled,
  StoreHeard,
  StoresHeard,
  OverdraftDecided,
  OverdraftCaseClosed,
] as const;
type OverdraftEvent = MessageOf<(typeof events)[number]>;

/** Overdrafts by their case. */
export const overdrafts = projection('clearing.overdrafts', {
  version: 2,
  events,
  filters: ['status', 'cardId'],
  rowKey: ({ data }) => data.caseId,
  evolve(row: OverdraftRow | undefined, { event, at }: Recorded<OverdraftEvent>): OverdraftRow | undefined {
    if (event.type === 'gift-cards.overdraft-suspected') {
      const { caseId, cardId, minor } = event.data;
      const nothing = { paidMinor: 0, writtenOffMinor: 0, chargedMinor: 0, shares: [], heardFrom: [] };
      return { caseId, cardId, status: 'open', minor, ...nothing, openedAt: at, updatedAt: at };
    }
    return row && { ...row, ...changeOf(row, event), updatedAt: at };
  },
});

function changeOf(
  row: OverdraftRow,
  event: Exclude<OverdraftEvent, OverdraftSuspected>,
): Partial<OverdraftRow> {
  switch (event.type) {
    case 'gift-cards.overdraft-confirmed': {
      const { minor, cause, shares } = event.data;
      return { minor, cause, shares };
    }
    case 'gift-cards.overdraft-settled':
      return settledBy(row, event.data);
    case 'clearing.store-heard':
      return { heardFrom: [...row.heardFrom, event.data.storeId] };
    case 'clearing.stores-heard':
      return { heard: { by: event.data.by, why: event.data.why } };
    case 'clearing.overdraft-decided': {
      const { outcome, by, why } = event.data;
      return { decision: { outcome, by, why } };
    }
    case 'clearing.overdraft-case-closed':
      return { status: 'closed', end: event.data.end };
    case 'gift-cards.overdraft-cured':
      return {};
  }
}

function settledBy(
  row: OverdraftRow,
  { how, minor }: DataOf<typeof OverdraftSettled>,
): Partial<OverdraftRow> {
  switch (how) {
    case 'paid':
      return { paidMinor: row.paidMinor + minor };
    case 'borne-by-brand':
      return { writtenOffMinor: row.writtenOffMinor + minor };
    case 'charged-to-store':
      return { chargedMinor: row.chargedMinor + minor };
  }
}
