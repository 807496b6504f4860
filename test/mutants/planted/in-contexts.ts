import type { Mutant } from '../mutant.js';

const SEEDS = { kind: 'simulation', seedsMax: 3_000 } as const;

export const inContexts: readonly Mutant[] = [
  {
    name: 'a released hold that never came is not remembered, so that it may come later',
    edits: [
      {
        file: 'libs/contexts/gift-cards/domain/evolve.ts',
        find: "return { ...card, holds: card.holds.with(event.data.holdId, { standing: 'annulled', event }) };",
        replace: 'return { ...card };',
      },
    ],
    caughtBy: SEEDS,
  },
  {
    name: 'a repeated hold is set aside once more',
    edits: [
      {
        file: 'libs/contexts/gift-cards/domain/hold.ts',
        find: 'if (earlier) return placeAgain(earlier, data);',
        replace: "if (earlier?.standing === 'annulled') return placeAgain(earlier, data);",
      },
    ],
    // The mailbox knows repeated messages, so that only a repeated request of a person comes so far.
    caughtBy: { kind: 'specs', paths: ['libs/contexts/gift-cards/domain/hold.spec.ts'] },
  },
  {
    name: 'a payment that was voided before it was asked for is not remembered',
    edits: [
      {
        file: 'libs/contexts/payments/domain/authorize.ts',
        find: "if (payment.status === 'voiding' || payment.status === 'voided') {",
        replace: "if (payment.status === 'voiding') {",
      },
      {
        file: 'libs/contexts/payments/domain/authorize.ts',
        find: "if (payment.status === 'unknown') return accept(new PaymentAuthorizationRequested(data));",
        replace:
          "if (payment.status === 'unknown' || payment.status === 'voided') return accept(new PaymentAuthorizationRequested(data));",
      },
    ],
    caughtBy: SEEDS,
  },
  {
    name: 'each request to the payment provider has a new idempotency key',
    edits: [
      {
        file: 'libs/contexts/payments/provider/operation-keys.ts',
        find: 'export const authorizationKey = (paymentId: string): string => `${paymentId}:authorize`;',
        replace:
          'let requests = 0;\nexport const authorizationKey = (paymentId: string): string => `${paymentId}:authorize:${++requests}`;',
      },
    ],
    caughtBy: SEEDS,
  },
  {
    name: 'a provider that does not answer is taken for one that declines',
    edits: [
      {
        file: 'libs/contexts/payments/provider/payment-provider.handler.ts',
        find: 'if (outcome) delivery.send(new RecordAuthorization({ paymentId, outcome }));',
        replace:
          "delivery.send(new RecordAuthorization({ paymentId, outcome: outcome ?? { kind: 'declined', reason: 'silence' } }));",
      },
    ],
    caughtBy: SEEDS,
  },
  {
    name: 'money is counted in floating point',
    edits: [
      {
        file: 'libs/contexts/gift-cards/domain/evolve.ts',
        find: 'return { ...card, balanceMinor: card.balanceMinor + balance, heldMinor: card.heldMinor + held };',
        replace:
          'return { ...card, balanceMinor: (card.balanceMinor / 100 + balance / 100) * 100, heldMinor: card.heldMinor + held };',
      },
    ],
    caughtBy: SEEDS,
  },
];
