import { event } from '#kernel';

import { Instant, Quantity, ReservationId, Sku, Uuid } from './fields.js';

const key = { key: 'sku' } as const;

export class StockReceived extends event(
  'inventory.stock-received',
  { sku: Sku, deliveryId: Uuid, quantity: Quantity },
  key,
) {}

/** From `leaseUntil` on (milliseconds since 1970) the reservation no longer holds stock back from others. */
export class InventoryReserved extends event(
  'inventory.inventory-reserved',
  { sku: Sku, reservationId: ReservationId, quantity: Quantity, leaseUntil: Instant },
  key,
) {}

export class InventoryReleased extends event(
  'inventory.inventory-released',
  { sku: Sku, reservationId: ReservationId, quantity: Quantity },
  key,
) {}

/** A reservation that was never made was released: it can no longer be made. */
export class ReservationAnnulled extends event(
  'inventory.reservation-annulled',
  { sku: Sku, reservationId: ReservationId },
  key,
) {}

export class InventoryConsumed extends event(
  'inventory.inventory-consumed',
  { sku: Sku, reservationId: ReservationId, quantity: Quantity },
  key,
) {}
