export { ConsumeInventory, ReceiveStock, ReleaseInventory, ReserveInventory } from './commands.js';
export {
  InventoryConsumed,
  InventoryReleased,
  InventoryReserved,
  ReservationAnnulled,
  StockReceived,
} from './events.js';
export { Quantity, QUANTITY_MAX, ReservationId, Sku } from './fields.js';
export {
  InventoryShort,
  RequestReused,
  ReservationEnded,
  ReservationExpired,
  ReservationUnknown,
  ReservationWasAnnulled,
} from './refusals.js';
