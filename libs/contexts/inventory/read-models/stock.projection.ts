import { type MessageOf, projection, type Recorded } from '#kernel';

import {
  InventoryConsumed,
  InventoryReleased,
  InventoryReserved,
  ReservationAnnulled,
  StockReceived,
} from '../contracts/index.js';

/** A reservation that holds stock back until its lease ends, in milliseconds since 1970. */
export interface Lease {
  readonly reservationId: string;
  readonly quantity: number;
  readonly leaseUntil: number;
}

/** The stock of a sku when its last event happened: leases may have ended since, and `leases` tells when. */
export interface StockRow {
  readonly sku: string;
  /** Pieces received less pieces consumed. */
  readonly onHand: number;
  /** Pieces that live leases hold back. */
  readonly reserved: number;
  /** The rest of them. */
  readonly available: number;
  readonly leases: readonly Lease[];
  /** How many events of the sku this row stands for. */
  readonly version: number;
  /** ISO 8601 in UTC. */
  readonly updatedAt: string;
}

const events = [
  StockReceived,
  InventoryReserved,
  InventoryReleased,
  ReservationAnnulled,
  InventoryConsumed,
] as const;
type StockEvent = MessageOf<(typeof events)[number]>;
type Goods = Pick<StockRow, 'onHand' | 'leases'>;

const nothing: Goods = { onHand: 0, leases: [] };

/** Stock by sku. */
export const stockLevels = projection('inventory.stock', {
  version: 1,
  events,
  rowKey: ({ data }) => data.sku,
  evolve(row: StockRow | undefined, { event, streamVersion, at }: Recorded<StockEvent>): StockRow {
    const goods = goodsAfter(row ?? nothing, event);
    const leases = goods.leases.filter(({ leaseUntil }) => leaseUntil > Date.parse(at));
    const reserved = leases.reduce((sum, { quantity }) => sum + quantity, 0);
    return {
      sku: event.data.sku,
      onHand: goods.onHand,
      reserved,
      // The record of an event may be a moment older than the decision, which counted on a lease to be over.
      available: Math.max(0, goods.onHand - reserved),
      leases,
      version: streamVersion,
      updatedAt: at,
    };
  },
});

function goodsAfter({ onHand, leases }: Goods, event: StockEvent): Goods {
  switch (event.type) {
    case 'inventory.stock-received':
      return { onHand: onHand + event.data.quantity, leases };
    case 'inventory.inventory-reserved': {
      const { reservationId, quantity, leaseUntil } = event.data;
      return { onHand, leases: [...leases, { reservationId, quantity, leaseUntil }] };
    }
    case 'inventory.inventory-consumed':
      return { onHand: onHand - event.data.quantity, leases: without(leases, event.data.reservationId) };
    case 'inventory.inventory-released':
    case 'inventory.reservation-annulled':
      return { onHand, leases: without(leases, event.data.reservationId) };
  }
}

const without = (leases: readonly Lease[], id: string): readonly Lease[] =>
  leases.filter(({ reservationId }) => reservationId !== id);
