import { describe, expect, it } from '@jest/globals';

import { projectionSpecification } from '#testing';

import {
  PurchaseAccepted,
  PurchaseCancellationRequested,
  PurchaseCancelled,
  PurchaseCompleted,
} from '../contracts/index.js';
import { byCard, cardA, cardB, confirmed, euros, purchaseId, wish } from '../domain/sample-purchase.js';
import { purchases } from './purchases.projection.js';

const at = '2026-01-01T12:00:00.000Z';
const reason = 'found it cheaper';

describe('The read model of purchases', () => {
  it('shows what was bought and how it is paid for, without the token', () => {
    const shown = projectionSpecification(purchases).given(confirmed());
    expect(shown.row(purchaseId)).toEqual({
      purchaseId,
      status: 'confirmed',
      total: euros(3_400),
      lines: wish.lines,
      tenders: [byCard(cardA, 1_000), { kind: 'payment', amount: euros(1_900) }, byCard(cardB, 500)],
      confirmedAt: at,
      version: 1,
      updatedAt: at,
    });
  });

  it('follows a purchase to its completion', () => {
    const shown = projectionSpecification(purchases)
      .given(confirmed())
      .after('1m', new PurchaseAccepted({ purchaseId }));
    expect(shown.row(purchaseId)).toMatchObject({
      status: 'accepted',
      acceptedAt: '2026-01-01T12:01:00.000Z',
    });
    shown.after('1m', new PurchaseCompleted({ purchaseId }));
    expect(shown.row(purchaseId)).toMatchObject({
      status: 'completed',
      confirmedAt: at,
      acceptedAt: '2026-01-01T12:01:00.000Z',
      completedAt: '2026-01-01T12:02:00.000Z',
      version: 3,
    });
  });

  it('follows a purchase to its cancellation', () => {
    const shown = projectionSpecification(purchases)
      .given(confirmed())
      .after('1m', new PurchaseCancellationRequested({ purchaseId, reason }));
    expect(shown.row(purchaseId)).toMatchObject({ status: 'cancelling', reason });
    shown.after('1m', new PurchaseCancelled({ purchaseId, reason }));
    expect(shown.row(purchaseId)).toMatchObject({
      status: 'cancelled',
      reason,
      cancelledAt: '2026-01-01T12:02:00.000Z',
    });
  });
});
