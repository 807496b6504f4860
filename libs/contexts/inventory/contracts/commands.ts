import { command } from '#kernel';

import { Quantity, ReservationId, Sku, Uuid } from './fields.js';

const key = { key: 'sku' } as const;

/** Adds goods to the stock; once for each `deliveryId`. */
export class ReceiveStock extends command(
  'inventory.receive-stock',
  { sku: Sku, deliveryId: Uuid, quantity: Quantity },
  key,
) {}

/** Sets goods aside for the length of a lease; all of them or nothing, once for each `reservationId`. */
export class ReserveInventory extends command(
  'inventory.reserve-inventory',
  { sku: Sku, reservationId: ReservationId, quantity: Quantity },
  key,
) {}

/** Gives a reservation back. For one never seen, makes sure that it can never be made. */
export class ReleaseInventory extends command(
  'inventory.release-inventory',
  { sku: Sku, reservationId: ReservationId },
  key,
) {}

/** Takes what was reserved out of the stock. */
export class ConsumeInventory extends command(
  'inventory.consume-inventory',
  { sku: Sku, reservationId: ReservationId },
  key,
) {}
