import { accept, alreadyDone, type Decision, type DecisionContext, milliseconds, refuse } from '#kernel';

import {
  InventoryReserved,
  InventoryShort,
  RequestReused,
  ReservationEnded,
  ReservationWasAnnulled,
  type ReserveInventory,
} from '../contracts/index.js';
import { availableAt, type ReservationEnding, type Stock } from './stock.js';

/** How long a reservation holds stock back from others: enough to pay, too short to empty a shelf by walking away. */
export const LEASE_MS = milliseconds('15m');

type NotAgain = RequestReused | ReservationEnded | ReservationWasAnnulled;

export function reserveInventory(
  stock: Stock,
  { data }: ReserveInventory,
  { now }: DecisionContext,
): Decision<InventoryReserved, NotAgain | InventoryShort> {
  const { sku, reservationId, quantity } = data;
  const ending = stock.ended.get(reservationId);
  if (ending) return refuse(whyNotAgain(ending));
  const earlier = stock.open.get(reservationId);
  if (earlier) {
    return earlier.data.quantity === quantity
      ? alreadyDone(earlier)
      : refuse(new RequestReused({ sku, requestId: reservationId }));
  }
  const available = availableAt(stock, now);
  if (available < quantity) return refuse(new InventoryShort({ sku, requested: quantity, available }));
  return accept(new InventoryReserved({ ...data, leaseUntil: now + LEASE_MS }));
}

/** One that has ended is not answered with "reserved": whoever asks would count on goods that are not set aside. */
function whyNotAgain({ type, data: { sku, reservationId } }: ReservationEnding) {
  switch (type) {
    case 'inventory.inventory-released':
      return new ReservationEnded({ sku, reservationId, ended: 'released' });
    case 'inventory.inventory-consumed':
      return new ReservationEnded({ sku, reservationId, ended: 'consumed' });
    case 'inventory.reservation-annulled':
      return new ReservationWasAnnulled({ sku, reservationId });
  }
}
