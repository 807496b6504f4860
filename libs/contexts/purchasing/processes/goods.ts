import { DispatchShipment, ShipmentDispatched } from '#contracts/dispatch';
import {
  ConsumeInventory,
  InventoryConsumed,
  InventoryReserved,
  InventoryShort,
  ReleaseInventory,
  ReserveInventory,
} from '#contracts/inventory';
import type { Unsent } from '#kernel';

import type { PlannedLine, PurchasePlan } from './purchase-plan.js';

/** Sets goods aside; how long all of them are held is what the shop can promise. */
export const reserveInventory = (step: Unsent<PurchasePlan, PlannedLine>) =>
  step
    .send(ReserveInventory, (_, { sku, reservationId, quantity }) => ({ sku, reservationId, quantity }))
    .on(InventoryReserved, ({ leaseUntil }, { goodsHeldUntil = leaseUntil }) => ({
      goodsHeldUntil: Math.min(goodsHeldUntil, leaseUntil),
    }))
    .refusedOn(InventoryShort)
    .undo(ReleaseInventory, (_, { sku, reservationId }) => ({ sku, reservationId }))
    .cancel(ReleaseInventory, (_, { sku, reservationId }) => ({ sku, reservationId }))
    .within('2m');

export const consumeInventory = (step: Unsent<PurchasePlan, PlannedLine>) =>
  step
    .send(ConsumeInventory, (_, { sku, reservationId }) => ({ sku, reservationId }))
    .on(InventoryConsumed)
    .within('15m');

export const dispatchShipment = (step: Unsent<PurchasePlan, undefined>) =>
  step
    .send(DispatchShipment, ({ shipmentId, purchaseId, lines }) => ({
      shipmentId,
      purchaseId,
      lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
    }))
    .on(ShipmentDispatched)
    .within('15m');
