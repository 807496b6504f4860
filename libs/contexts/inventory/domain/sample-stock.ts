import {
  InventoryConsumed,
  InventoryReleased,
  InventoryReserved,
  ReservationAnnulled,
  StockReceived,
} from '../contracts/index.js';

// One sku, and what can have happened to it: for specs.

export const sku = 'espresso-250g';
export const deliveryId = '01980000-0000-7000-8000-00000000e001';
export const ours = 'our reservation';
export const theirs = 'their reservation';

export const received = (quantity: number) => new StockReceived({ sku, deliveryId, quantity });
export const reserved = (reservationId: string, quantity: number, leaseUntil: number) =>
  new InventoryReserved({ sku, reservationId, quantity, leaseUntil });
export const released = (reservationId: string, quantity: number) =>
  new InventoryReleased({ sku, reservationId, quantity });
export const annulled = (reservationId: string) => new ReservationAnnulled({ sku, reservationId });
export const consumed = (reservationId: string, quantity: number) =>
  new InventoryConsumed({ sku, reservationId, quantity });
