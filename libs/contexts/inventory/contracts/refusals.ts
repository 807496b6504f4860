import { z } from 'zod';

import { refusal } from '#kernel';

import { Instant, Pieces, ReservationEnd, ReservationId, Sku } from './fields.js';

const key = { key: 'sku' } as const;

/** In pieces; `available` is the stock without what live reservations hold back. */
export class InventoryShort extends refusal(
  'inventory.inventory-short',
  { sku: Sku, requested: Pieces, available: Pieces },
  key,
) {}

export class ReservationUnknown extends refusal(
  'inventory.reservation-unknown',
  { sku: Sku, reservationId: ReservationId },
  key,
) {}

/** The lease ended, and what was reserved is no longer there. */
export class ReservationExpired extends refusal(
  'inventory.reservation-expired',
  { sku: Sku, reservationId: ReservationId, leaseUntil: Instant, requested: Pieces, available: Pieces },
  key,
) {}

/** The reservation was released or consumed before. */
export class ReservationEnded extends refusal(
  'inventory.reservation-ended',
  { sku: Sku, reservationId: ReservationId, ended: ReservationEnd },
  key,
) {}

/** The reservation was released before it could be made. */
export class ReservationWasAnnulled extends refusal(
  'inventory.reservation-was-annulled',
  { sku: Sku, reservationId: ReservationId },
  key,
) {}

/** The id of this delivery or reservation was used for a request that asked for something else. */
export class RequestReused extends refusal(
  'inventory.request-reused',
  { sku: Sku, requestId: z.string() },
  key,
) {}
