import type { MessageOf } from '#kernel';

import {
  PurchaseAccepted,
  PurchaseCancellationRequested,
  PurchaseCancelled,
  PurchaseCompleted,
  PurchaseConfirmed,
} from '../contracts/index.js';

/** A purchase in each state of its life; the means of doing it are the saga's business. */
export type Purchase =
  | { readonly status: 'unknown' | 'confirmed' | 'accepted' | 'completed' }
  | { readonly status: 'cancelling' | 'cancelled'; readonly reason: string };

export const purchaseEvents = [
  PurchaseConfirmed,
  PurchaseCancellationRequested,
  PurchaseAccepted,
  PurchaseCompleted,
  PurchaseCancelled,
] as const;

export type PurchaseEvent = MessageOf<(typeof purchaseEvents)[number]>;

export function evolve(_: Purchase, event: PurchaseEvent): Purchase {
  switch (event.type) {
    case 'purchasing.purchase-confirmed':
      return { status: 'confirmed' };
    case 'purchasing.purchase-cancellation-requested':
      return { status: 'cancelling', reason: event.data.reason };
    case 'purchasing.purchase-accepted':
      return { status: 'accepted' };
    case 'purchasing.purchase-completed':
      return { status: 'completed' };
    case 'purchasing.purchase-cancelled':
      return { status: 'cancelled', reason: event.data.reason };
  }
}
