import type { Dice } from '../../../apps/demo/plan/dice.js';
import type { Intent } from './journal.js';

const euros = (minor: number) => ({ minor, currency: 'EUR' });

export const PLENTIFUL = ['COFFEE-BEANS', 'TEA-LEAVES', 'COCOA', 'MUGS'] as const;
export const SCARCE = 'LAST-PIECES';

/** How credit cards behave, each with its weight. */
export type PaymentMix = readonly (readonly [token: string, weight: number])[];

export const USUAL_PAYMENTS: PaymentMix = [
  ['tok_approve', 76],
  ['tok_decline', 10],
  ['tok_lose', 5],
  ['tok_fail_once', 5],
  ['tok_hang_1', 4],
];

/** A provider on its worst day: it loses answers, fails, and answers after the hub has given up. */
export const TROUBLED_PAYMENTS: PaymentMix = [
  ['tok_approve', 30],
  ['tok_decline', 10],
  ['tok_lose', 25],
  ['tok_fail_once', 20],
  ['tok_hang_1', 5],
  ['tok_hang_3', 10],
];

/** A provider that does what it is asked, and takes half a minute to say so. */
export const SLOW_PAYMENTS: PaymentMix = [
  ['tok_approve', 80],
  ['tok_decline', 10],
  ['tok_hang_30', 10],
];

export const order = {
  deliver: (key: string, sku: string, quantity: number): Intent => ({
    key,
    kind: 'deliver',
    path: `/v1/stock/${sku}/deliveries`,
    body: { quantity },
  }),
  sell: (key: string, activate: boolean): Intent => ({
    key,
    kind: 'sell',
    path: '/v1/gift-cards',
    body: { currency: 'EUR', activate },
  }),
  activate: (key: string, cardId: string): Intent => ({
    key,
    kind: 'activate',
    path: `/v1/gift-cards/${cardId}/activation`,
    body: {},
  }),
  load: (key: string, cardId: string, minor: number): Intent => ({
    key,
    kind: 'load',
    path: `/v1/gift-cards/${cardId}/loads`,
    body: { amount: euros(minor) },
  }),
  redeem: (key: string, cardId: string, minor: number): Intent => ({
    key,
    kind: 'redeem',
    path: `/v1/gift-cards/${cardId}/redemptions`,
    body: { amount: euros(minor) },
  }),
  cancel: (key: string, purchaseId: string): Intent => ({
    key,
    kind: 'cancel',
    path: `/v1/purchases/${purchaseId}/cancellation`,
    body: { reason: 'changed their mind' },
  }),
  /** Paid with a card, a payment, or a part with each. */
  purchase(key: string, cardId: string | undefined, payments: PaymentMix, dice: Dice): Intent {
    const sku = dice.chance(0.08) ? SCARCE : dice.pick(PLENTIFUL);
    const quantity = dice.whole(1, 3);
    const unitMinor = dice.whole(100, 2_000);
    const total = quantity * unitMinor;
    const byCard =
      cardId === undefined || dice.chance(0.2) ? 0 : dice.chance(0.3) ? total : dice.whole(1, total);
    return {
      key,
      kind: 'purchase',
      path: '/v1/purchases',
      body: {
        lines: [{ sku, quantity, unitPrice: euros(unitMinor) }],
        tenders: [
          ...(byCard > 0 ? [{ kind: 'card', cardId, amount: euros(byCard) }] : []),
          ...(byCard < total
            ? [{ kind: 'payment', token: weighted(payments, dice), amount: euros(total - byCard) }]
            : []),
        ],
      },
    };
  },
};

function weighted(mix: PaymentMix, dice: Dice): string {
  let left = dice.next() * mix.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [token, weight] of mix) {
    left -= weight;
    if (left < 0) return token;
  }
  return 'tok_approve';
}
