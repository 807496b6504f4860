import { decider, when } from '#kernel';

import {
  ConsumeInventory,
  InventoryConsumed,
  InventoryReleased,
  InventoryReserved,
  ReceiveStock,
  ReleaseInventory,
  ReservationAnnulled,
  ReserveInventory,
  StockReceived,
} from '../contracts/index.js';
import { consumeInventory } from './consume.js';
import { receiveStock } from './receive.js';
import { releaseInventory } from './release.js';
import { reserveInventory } from './reserve.js';
import { evolve, noStock } from './stock.js';

/** The stock of one sku, and who has reserved of it. */
export const stock = decider('inventory.stock', {
  initial: noStock,
  events: [StockReceived, InventoryReserved, InventoryReleased, ReservationAnnulled, InventoryConsumed],
  evolve,
  decisions: [
    when(ReceiveStock, receiveStock),
    when(ReserveInventory, reserveInventory),
    when(ReleaseInventory, releaseInventory),
    when(ConsumeInventory, consumeInventory),
  ],
});
