import { accept, alreadyDone, type Decision, type DecisionContext, refuse } from '#kernel';

import {
  type ConsumeInventory,
  InventoryConsumed,
  type InventoryReserved,
  ReservationEnded,
  ReservationExpired,
  ReservationUnknown,
  ReservationWasAnnulled,
} from '../contracts/index.js';
import { availableAt, type Stock } from './stock.js';

type NeverReserved = ReservationUnknown | ReservationEnded | ReservationWasAnnulled;

export function consumeInventory(
  stock: Stock,
  { data: { sku, reservationId } }: ConsumeInventory,
  { now }: DecisionContext,
): Decision<InventoryConsumed, ReservationExpired | NeverReserved> {
  const reserved = stock.open.get(reservationId);
  if (reserved) return consumeReserved(stock, reserved, now);
  const ending = stock.ended.get(reservationId);
  switch (ending?.type) {
    case undefined:
      return refuse(new ReservationUnknown({ sku, reservationId }));
    case 'inventory.inventory-consumed':
      return alreadyDone(ending);
    case 'inventory.inventory-released':
      return refuse(new ReservationEnded({ sku, reservationId, ended: 'released' }));
    case 'inventory.reservation-annulled':
      return refuse(new ReservationWasAnnulled({ sku, reservationId }));
  }
}

/**
 * Asks only whether the stock covers it, lease or no lease: while the lease lives nobody else could reserve these
 * goods, and when it is over they may still be there.
 */
function consumeReserved(
  stock: Stock,
  { data: { sku, reservationId, quantity, leaseUntil } }: InventoryReserved,
  now: number,
): Decision<InventoryConsumed, ReservationExpired> {
  const available = availableAt(stock, now, reservationId);
  return available >= quantity
    ? accept(new InventoryConsumed({ sku, reservationId, quantity }))
    : refuse(new ReservationExpired({ sku, reservationId, leaseUntil, requested: quantity, available }));
}
