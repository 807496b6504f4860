import { describe, expect, it } from '@jest/globals';

import { publishedLanguage } from '#testing/contracts';

import * as contracts from './index.js';

const purchaseId = '01980000-0000-7000-8000-00000000b001';
const cardId = '01980000-0000-7000-8000-00000000c001';
const reason = 'found it cheaper';
const euros = (minor: number) => ({ minor, currency: 'EUR' });
const wish = {
  purchaseId,
  lines: [{ sku: 'espresso-beans', quantity: 2, unitPrice: euros(1_200) }],
  tenders: [
    { kind: 'card', cardId, amount: euros(1_000) },
    { kind: 'payment', token: 'tok_visa', amount: euros(1_400) },
  ],
};

const golden = {
  'command purchasing.confirm-purchase@1': wish,
  'command purchasing.cancel-purchase@1': { purchaseId, reason },
  'command purchasing.accept-purchase@1': { purchaseId },
  'command purchasing.complete-purchase@1': { purchaseId },
  'command purchasing.close-cancelled-purchase@1': { purchaseId, reason },
  'event purchasing.purchase-confirmed@1': { ...wish, total: euros(2_400) },
  'event purchasing.purchase-cancellation-requested@1': { purchaseId, reason },
  'event purchasing.purchase-accepted@1': { purchaseId },
  'event purchasing.purchase-completed@1': { purchaseId },
  'event purchasing.purchase-cancelled@1': { purchaseId, reason },
  'refusal purchasing.purchase-unknown@1': { purchaseId },
  'refusal purchasing.purchase-already-confirmed@1': { purchaseId },
  'refusal purchasing.mixed-currencies@1': { purchaseId, currencies: ['EUR', 'USD'] },
  'refusal purchasing.purchase-too-large@1': { purchaseId, total: euros(2e8), limit: euros(1e8) },
  'refusal purchasing.tenders-do-not-cover-total@1': { purchaseId, total: euros(2), tendered: euros(1) },
  'refusal purchasing.too-many-payments@1': { purchaseId, payments: 2 },
  'refusal purchasing.card-tendered-twice@1': { purchaseId, cardId },
  'refusal purchasing.purchase-too-late-to-cancel@1': { purchaseId },
  'refusal purchasing.cancellation-was-requested@1': { purchaseId },
  'refusal purchasing.purchase-was-cancelled@1': { purchaseId },
  'refusal purchasing.goods-not-held-long-enough@1': { purchaseId, goodsHeldUntil: 1_767_268_800_000 },
  'refusal purchasing.purchase-not-accepted@1': { purchaseId },
};

publishedLanguage('purchasing', { contracts, golden, readme: new URL('../README.md', import.meta.url) });

describe('What a purchase is asked', () => {
  it('may say until when its goods are held', () => {
    const data = { purchaseId, goodsHeldUntil: 1_767_268_800_000 };
    expect(contracts.AcceptPurchase.schema.parse(data)).toEqual(data);
  });

  it('is about the same purchase and the same card however their letters are written', () => {
    const [card, payment] = wish.tenders;
    const capitals = { ...card, cardId: cardId.toUpperCase() };
    const data = { ...wish, purchaseId: purchaseId.toUpperCase(), tenders: [capitals, payment] };
    expect(contracts.ConfirmPurchase.schema.parse(data)).toEqual(wish);
  });

  it.each(['', 'x'.repeat(501), 'line\nbreak', '\uD83D'])(
    'is not cancelled for the reason %p',
    (notAReason) => {
      const data = { purchaseId, reason: notAReason };
      expect(contracts.CancelPurchase.schema.safeParse(data).success).toBe(false);
    },
  );
});
