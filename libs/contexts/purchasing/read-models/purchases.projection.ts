import { type DataOf, type MessageOf, projection, type Recorded } from '#kernel';

import {
  PurchaseAccepted,
  PurchaseCancellationRequested,
  PurchaseCancelled,
  PurchaseCompleted,
  PurchaseConfirmed,
} from '../contracts/index.js';

type Confirmed = DataOf<typeof PurchaseConfirmed>;

/** A means of payment without the token that could be paid with again. */
export type ShownTender =
  | Extract<Confirmed['tenders'][number], { kind: 'card' }>
  | Omit<Extract<Confirmed['tenders'][number], { kind: 'payment' }>, 'token'>;

/** A purchase as its customer and the staff see it; times are ISO 8601 in UTC. */
export interface PurchaseRow {
  readonly purchaseId: string;
  readonly status: 'confirmed' | 'cancelling' | 'accepted' | 'completed' | 'cancelled';
  readonly total: Confirmed['total'];
  readonly lines: Confirmed['lines'];
  readonly tenders: readonly ShownTender[];
  /** Why it was cancelled, or is to be. */
  readonly reason?: string;
  readonly confirmedAt: string;
  readonly acceptedAt?: string;
  readonly completedAt?: string;
  readonly cancelledAt?: string;
  /** How many events of the purchase this row stands for. */
  readonly version: number;
  readonly updatedAt: string;
}

const events = [
  PurchaseConfirmed,
  PurchaseCancellationRequested,
  PurchaseAccepted,
  PurchaseCompleted,
  PurchaseCancelled,
] as const;
type PurchaseEvent = MessageOf<(typeof events)[number]>;

/** Purchases by their id: what was bought, how it is paid for, and how far it has got. */
export const purchases = projection('purchasing.purchases', {
  version: 1,
  events,
  filters: ['status'],
  rowKey: ({ data }) => data.purchaseId,
  evolve(row: PurchaseRow | undefined, { event, at, streamVersion }: Recorded<PurchaseEvent>) {
    const seen = { version: streamVersion, updatedAt: at };
    if (event.type === 'purchasing.purchase-confirmed') return { ...confirmed(event.data, at), ...seen };
    return row && { ...row, ...changeBy(event, at), ...seen };
  },
});

function confirmed({ purchaseId, total, lines, tenders }: Confirmed, at: string) {
  return {
    purchaseId,
    status: 'confirmed',
    total,
    lines,
    tenders: tenders.map(withoutToken),
    confirmedAt: at,
  } as const;
}

function withoutToken(tender: Confirmed['tenders'][number]): ShownTender {
  return tender.kind === 'card' ? tender : { kind: tender.kind, amount: tender.amount };
}

function changeBy(event: Exclude<PurchaseEvent, PurchaseConfirmed>, at: string): Partial<PurchaseRow> {
  switch (event.type) {
    case 'purchasing.purchase-cancellation-requested':
      return { status: 'cancelling', reason: event.data.reason };
    case 'purchasing.purchase-accepted':
      return { status: 'accepted', acceptedAt: at };
    case 'purchasing.purchase-completed':
      return { status: 'completed', completedAt: at };
    case 'purchasing.purchase-cancelled':
      return { status: 'cancelled', reason: event.data.reason, cancelledAt: at };
  }
}
