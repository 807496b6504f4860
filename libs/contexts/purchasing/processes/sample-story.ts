import { DispatchShipment } from '#contracts/dispatch';
import { CaptureHold, PlaceHold, ReleaseHold } from '#contracts/gift-cards';
import { ConsumeInventory, ReleaseInventory, ReserveInventory } from '#contracts/inventory';
import { AuthorizePayment, CapturePayment, VoidPayment } from '#contracts/payments';
import type { Message, SagaCommand } from '#kernel';

import {
  AcceptPurchase,
  CloseCancelledPurchase,
  CompletePurchase,
  PurchaseCancellationRequested,
} from '../contracts/index.js';
import { cardA, cardB, euros, purchaseId } from '../domain/sample-purchase.js';
import { doneAnswer, leaseUntil, oppositeOf } from './sample-participants.js';

// What the saga says for the sample purchase: two lines, two gift cards and a credit card.

export const paymentId = `${purchaseId}:payment`;
const lineOf = (n: number) => ({
  sku: ['espresso-beans', 'filter-papers'][n] ?? '',
  reservationId: `${purchaseId}:line:${n}`,
});
const holdOf = (n: number) => ({ cardId: [cardA, cardB][n] ?? '', holdId: `${purchaseId}:hold:${n}` });

export const reserve = [
  new ReserveInventory({ ...lineOf(0), quantity: 2 }),
  new ReserveInventory({ ...lineOf(1), quantity: 4 }),
] as const;
export const hold = [
  new PlaceHold({ ...holdOf(0), amount: euros(1_000), purchaseId }),
  new PlaceHold({ ...holdOf(1), amount: euros(500), purchaseId }),
] as const;
export const authorize = new AuthorizePayment({
  paymentId,
  purchaseId,
  amount: euros(1_900),
  paymentToken: 'tok_visa',
});
export const accept = new AcceptPurchase({ purchaseId, goodsHeldUntil: leaseUntil });
export const beforePivot = [...reserve, ...hold, authorize];
export const afterPivot = [
  new CapturePayment({ paymentId }),
  new CaptureHold(holdOf(0)),
  new CaptureHold(holdOf(1)),
  new ConsumeInventory(lineOf(0)),
  new ConsumeInventory(lineOf(1)),
  new DispatchShipment({
    shipmentId: `${purchaseId}:shipment`,
    purchaseId,
    lines: [
      { sku: 'espresso-beans', quantity: 2 },
      { sku: 'filter-papers', quantity: 4 },
    ],
  }),
  new CompletePurchase({ purchaseId }),
];
export const release = [new ReleaseInventory(lineOf(0)), new ReleaseInventory(lineOf(1))] as const;
export const letGo = [new ReleaseHold(holdOf(0)), new ReleaseHold(holdOf(1))] as const;
export const voidPayment = new VoidPayment({ paymentId });
export const closed = (reason: string) => new CloseCancelledPurchase({ purchaseId, reason });

export const cancellation = new PurchaseCancellationRequested({ purchaseId, reason: 'found it cheaper' });

/** What takes back the first commands of the happy path, newest first. */
export const undoing = (done: number): (Message | undefined)[] =>
  beforePivot.slice(0, done).map(oppositeOf).toReversed();

/** A saga that is being told. */
interface Told {
  readonly commands: readonly SagaCommand[];
  readonly unanswered: readonly Message[];
  reply(to: SagaCommand, answer: Message): unknown;
}

/** The command that the saga waits for. */
export const openCommand = (told: Told): SagaCommand | undefined =>
  told.commands.findLast(({ message }) => told.unanswered.includes(message));

/** Participants do what they are asked, so many times. */
export function served<T extends Told>(told: T, times = Number.POSITIVE_INFINITY): T {
  for (let done = 0; done < times; done += 1) {
    const open = openCommand(told);
    if (!open) break;
    told.reply(open, doneAnswer(open.message));
  }
  return told;
}
