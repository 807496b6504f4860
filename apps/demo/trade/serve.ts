import { hasEnded } from '../api/answers.js';
import { FOLLOW_UPS } from './follow-ups.js';
import type { Shop } from './shop.js';
import type { PurchaseRecord } from './trade-log.js';

/** How long a customer at the till waits before the next one is served. */
const WAIT_SECONDS = 5;

/** Confirms a purchase, and does what people do about one like this. */
export async function serve(shop: Shop, record: PurchaseRecord): Promise<void> {
  const { planned, number } = record;
  const { followUp } = planned.kind;
  const order = {
    name: `purchase-${number}`,
    path: '/v1/purchases',
    body: shop.bodyOf(planned),
    waitSeconds: followUp ? 0 : WAIT_SECONDS,
  };
  const { operation, code } = await shop.clerk.place(order, planned.repeated);
  if (!operation) throw new Error(`Purchase ${number} (${planned.kind.name}) was answered ${code}`);
  record.operation = operation;
  if (followUp && isOpen(record)) await FOLLOW_UPS[followUp]({ shop, purchaseId: operation.key, record });
}

export const isOpen = ({ operation }: PurchaseRecord): boolean => !operation || !hasEnded(operation);

/** Waits until an open purchase has ended. @throws NotEnded */
export async function awaitEnd(shop: Shop, record: PurchaseRecord, giveUpAt: number): Promise<void> {
  if (!record.operation) return;
  record.operation = await shop.clerk.endOf(record.operation, giveUpAt - performance.now());
}
