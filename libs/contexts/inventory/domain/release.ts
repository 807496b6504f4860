import { accept, alreadyDone, type Decision, refuse } from '#kernel';

import {
  InventoryReleased,
  ReservationAnnulled,
  ReservationEnded,
  type ReleaseInventory,
} from '../contracts/index.js';
import type { Stock } from './stock.js';

/**
 * Works for a reservation never seen: whoever undoes a purchase may not know whether it ever arrived, must be answered,
 * and must be sure that it cannot arrive later.
 */
export function releaseInventory(
  stock: Stock,
  { data: { sku, reservationId } }: ReleaseInventory,
): Decision<InventoryReleased | ReservationAnnulled, ReservationEnded> {
  const reserved = stock.open.get(reservationId);
  if (reserved) {
    return accept(new InventoryReleased({ sku, reservationId, quantity: reserved.data.quantity }));
  }
  const ending = stock.ended.get(reservationId);
  switch (ending?.type) {
    case undefined:
      return accept(new ReservationAnnulled({ sku, reservationId }));
    case 'inventory.inventory-released':
    case 'inventory.reservation-annulled':
      return alreadyDone(ending);
    case 'inventory.inventory-consumed':
      return refuse(new ReservationEnded({ sku, reservationId, ended: 'consumed' }));
  }
}
