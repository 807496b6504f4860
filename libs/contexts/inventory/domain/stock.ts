import { Remembered } from '#kernel';
import type {
  InventoryConsumed,
  InventoryReleased,
  InventoryReserved,
  ReservationAnnulled,
  StockReceived,
} from '../contracts/index.js';

/** What ended a reservation. */
export type ReservationEnding = InventoryReleased | InventoryConsumed | ReservationAnnulled;

export type StockEvent = StockReceived | InventoryReserved | ReservationEnding;

/** The stock of one sku. One that nobody ever delivered has a stock too: of nothing. */
export interface Stock {
  /** Pieces received less pieces consumed. */
  readonly onHand: number;
  /** Neither released nor consumed. As many as there are purchases under way, so it may be copied and added up. */
  readonly open: ReadonlyMap<string, InventoryReserved>;
  /**
   * What was done, by id. Nothing is ever forgotten: nobody knows how late a request comes again, and one that was
   * forgotten would count goods twice.
   */
  readonly ended: Remembered<ReservationEnding>;
  readonly deliveries: Remembered<StockReceived>;
}

export const noStock: Stock = {
  onHand: 0,
  open: new Map(),
  ended: Remembered.nothing(),
  deliveries: Remembered.nothing(),
};

export function evolve(stock: Stock, event: StockEvent): Stock {
  switch (event.type) {
    case 'inventory.stock-received':
      return {
        ...stock,
        onHand: stock.onHand + event.data.quantity,
        deliveries: stock.deliveries.with(event.data.deliveryId, event),
      };
    case 'inventory.inventory-reserved':
      return { ...stock, open: new Map(stock.open).set(event.data.reservationId, event) };
    case 'inventory.inventory-consumed':
      return end({ ...stock, onHand: stock.onHand - event.data.quantity }, event);
    case 'inventory.inventory-released':
    case 'inventory.reservation-annulled':
      return end(stock, event);
  }
}

function end(stock: Stock, ending: ReservationEnding): Stock {
  const { reservationId } = ending.data;
  const open = new Map(stock.open);
  open.delete(reservationId);
  return { ...stock, open, ended: stock.ended.with(reservationId, ending) };
}

/**
 * Pieces that no live lease holds back, at this moment (milliseconds since 1970).
 * @param besides a reservation that is not counted, because it is the one that asks
 */
export function availableAt(stock: Stock, now: number, besides?: string): number {
  let heldBack = 0;
  for (const [id, { data }] of stock.open) {
    if (id !== besides && data.leaseUntil > now) heldBack += data.quantity;
  }
  // Should the clock ever fall, leases come to life again that others have already relied on.
  return Math.max(0, stock.onHand - heldBack);
}
