import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, integer, property, record, tuple } from 'fast-check';

import { AMOUNT_MINOR_MAX, type Decision, type Message } from '#kernel';

import {
  AcceptPurchase,
  CancelPurchase,
  CloseCancelledPurchase,
  CompletePurchase,
  PurchaseConfirmed,
} from '../contracts/index.js';
import { purchase } from './purchase.decider.js';
import {
  byCard,
  byPayment,
  cardA,
  cardB,
  confirmPurchase,
  euros,
  line,
  purchaseId,
} from './sample-purchase.js';

const reason = 'because';
const anyCommand = constantFrom<Message<'command'>>(
  confirmPurchase(),
  new CancelPurchase({ purchaseId, reason }),
  new AcceptPurchase({ purchaseId }),
  new AcceptPurchase({ purchaseId, goodsHeldUntil: 0 }),
  new CompletePurchase({ purchaseId }),
  new CloseCancelledPurchase({ purchaseId, reason }),
);

const anyLine = record({
  quantity: integer({ min: 1, max: 1_000 }),
  minor: integer({ min: 1, max: 10_000 }),
});
const anyLines = array(anyLine, { minLength: 1, maxLength: 50 });

const confirmedTotal = (decision: Decision) =>
  decision.outcome === 'accepted' && decision.reply instanceof PurchaseConfirmed
    ? decision.reply.data.total
    : undefined;

describe('Whatever is asked, in any order, a purchase', () => {
  it('ends one way at most: accepted and completed, or cancelled', () => {
    assert(
      property(array(anyCommand, { maxLength: 20 }), (commands) => {
        const aggregate = purchase.open([]);
        const types = commands.flatMap((command) => {
          const decision = aggregate.decide(command, { now: 0 });
          return decision.outcome === 'accepted' ? decision.events.map(({ type }) => type) : [];
        });
        expect(new Set(types).size).toBe(types.length);
        const isAccepted = types.includes('purchasing.purchase-accepted');
        expect(isAccepted && types.includes('purchasing.purchase-cancelled')).toBe(false);
        expect(isAccepted && types.includes('purchasing.purchase-cancellation-requested')).toBe(false);
        expect(types.includes('purchasing.purchase-completed') && !isAccepted).toBe(false);
      }),
    );
  });

  it('is confirmed exactly when its tenders are what its lines cost', () => {
    assert(
      property(
        anyLines,
        tuple(integer({ min: 1 }), integer({ min: 1 })),
        constantFrom(-1, 0, 1),
        (some, parts, off) => {
          const lines = some.map(({ quantity, minor }, n) => line(`sku-${n}`, quantity, minor));
          const total = some.reduce((sum, { quantity, minor }) => sum + quantity * minor, 0) + 3;
          const extra = line('sku-of-three', 3, 1);
          const [onA, onB] = [(parts[0] % (total - 2)) + 1, 1];
          const paid = total - onA - onB + off;
          const tenders = [byCard(cardA, onA), byCard(cardB, onB), ...(paid > 0 ? [byPayment(paid)] : [])];
          const decision = purchase
            .open([])
            .decide(confirmPurchase({ lines: [...lines, extra], tenders }), { now: 0 });
          const tendered = tenders.reduce((sum, { amount }) => sum + amount.minor, 0);
          const isDue = tendered === total && total <= AMOUNT_MINOR_MAX;
          expect(confirmedTotal(decision)).toEqual(isDue ? euros(total) : undefined);
        },
      ),
    );
  });
});
