import { DispatchShipment, RequestReused, ShipmentDispatched } from '#contracts/dispatch';
import {
  CaptureHold,
  HoldCaptured,
  HoldPlaced,
  HoldReleased,
  HoldUnknown,
  InsufficientBalance,
  PlaceHold,
  ReleaseHold,
} from '#contracts/gift-cards';
import {
  ConsumeInventory,
  InventoryConsumed,
  InventoryReleased,
  InventoryReserved,
  InventoryShort,
  ReleaseInventory,
  ReservationUnknown,
  ReserveInventory,
} from '#contracts/inventory';
import {
  AuthorizePayment,
  CapturePayment,
  PaymentAuthorized,
  PaymentCaptured,
  PaymentCaptureDeclined,
  PaymentDeclined,
  PaymentVoided,
  VoidPayment,
} from '#contracts/payments';
import type { Message } from '#kernel';

import {
  AcceptPurchase,
  CancellationWasRequested,
  CloseCancelledPurchase,
  CompletePurchase,
  PurchaseAccepted,
  PurchaseCancelled,
  PurchaseCompleted,
  PurchaseUnknown,
} from '../contracts/index.js';
import { euros, purchaseId } from '../domain/sample-purchase.js';

type Command = Message<'command'>;

/** A day after specs begin, in milliseconds since 1970. */
export const leaseUntil = Date.UTC(2026, 0, 2, 12);

/** What a participant says when it has done what it was asked. */
export function doneAnswer(command: Command): Message<'event'> {
  if (command instanceof ReserveInventory) return new InventoryReserved({ ...command.data, leaseUntil });
  if (command instanceof ReleaseInventory) return new InventoryReleased({ ...command.data, quantity: 1 });
  if (command instanceof ConsumeInventory) return new InventoryConsumed({ ...command.data, quantity: 1 });
  if (command instanceof PlaceHold) return new HoldPlaced(command.data);
  if (command instanceof ReleaseHold) return new HoldReleased({ ...command.data, ...held });
  if (command instanceof CaptureHold) return new HoldCaptured({ ...command.data, ...held });
  if (command instanceof AuthorizePayment) {
    const { paymentId, amount } = command.data;
    return new PaymentAuthorized({ paymentId, amount, reference: 'auth_1' });
  }
  if (command instanceof VoidPayment) return new PaymentVoided(command.data);
  if (command instanceof CapturePayment) return new PaymentCaptured({ ...command.data, amount: euros(1) });
  if (command instanceof AcceptPurchase) return new PurchaseAccepted({ purchaseId });
  if (command instanceof DispatchShipment) return new ShipmentDispatched(command.data);
  if (command instanceof CompletePurchase) return new PurchaseCompleted(command.data);
  if (command instanceof CloseCancelledPurchase) return new PurchaseCancelled(command.data);
  throw new Error(`Nobody answers ${command.type}`);
}

/** What a participant says when it will not do what it was asked. */
export function refusingAnswer(command: Command): Message {
  if (command instanceof ReserveInventory) {
    const { sku, quantity } = command.data;
    return new InventoryShort({ sku, requested: quantity, available: 0 });
  }
  if (command instanceof ReleaseInventory || command instanceof ConsumeInventory) {
    return new ReservationUnknown(command.data);
  }
  if (command instanceof PlaceHold) {
    const { cardId, amount } = command.data;
    return new InsufficientBalance({ cardId, available: 0, requested: amount.minor, currency: 'EUR' });
  }
  if (command instanceof ReleaseHold || command instanceof CaptureHold) return new HoldUnknown(command.data);
  if (command instanceof AuthorizePayment) {
    return new PaymentDeclined({ paymentId: command.data.paymentId, reason: 'The card was declined' });
  }
  if (command instanceof CapturePayment)
    return new PaymentCaptureDeclined({ ...command.data, reason: 'expired' });
  if (command instanceof AcceptPurchase) return new CancellationWasRequested({ purchaseId });
  if (command instanceof DispatchShipment) return new RequestReused({ shipmentId: command.data.shipmentId });
  return new PurchaseUnknown({ purchaseId });
}

/** The command that takes back what this one has done; undefined where nothing does. */
export function oppositeOf(command: Command): Command | undefined {
  if (command instanceof ReserveInventory) {
    const { sku, reservationId } = command.data;
    return new ReleaseInventory({ sku, reservationId });
  }
  if (command instanceof PlaceHold) {
    const { cardId, holdId } = command.data;
    return new ReleaseHold({ cardId, holdId });
  }
  if (command instanceof AuthorizePayment) return new VoidPayment({ paymentId: command.data.paymentId });
  return undefined;
}

const held = { amount: euros(1), purchaseId };
