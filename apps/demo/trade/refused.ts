import { purchasePath } from '../api/paths.js';
import type { Shop } from './shop.js';
import type { TradeLog } from './trade-log.js';
import { TAKEN } from './trade-log.js';

interface Refused {
  readonly what: string;
  readonly path: string;
  readonly body: unknown;
  readonly expected: string;
  /** Instead of a fresh one. */
  readonly idempotencyKey?: string;
}

const NOBODY = '00000000-0000-4000-8000-000000000000';
const euros = (minor: number) => ({ amount: { minor, currency: 'EUR' } });

/** Requests that must all be refused, each with a code of its own, and leave no trace. */
function refusedRequests(shop: Shop): Refused[] {
  const card = (role: string) => {
    const index = shop.log.plan.cards.findIndex((each) => each.role === role);
    return { index, path: `/v1/gift-cards/${shop.cardIdOf(index)}` };
  };
  const [ordinary, empty, blocked] = [card('ordinary'), card('empty'), card('blocked')];
  return [
    {
      what: 'redeeming from a blocked card',
      path: `${blocked.path}/redemptions`,
      body: euros(100),
      expected: 'gift-cards.card-is-blocked',
    },
    {
      what: 'loading a blocked card',
      path: `${blocked.path}/loads`,
      body: euros(100),
      expected: 'gift-cards.card-is-blocked',
    },
    {
      what: 'redeeming from an empty card',
      path: `${empty.path}/redemptions`,
      body: euros(100),
      expected: 'gift-cards.insufficient-balance',
    },
    {
      what: 'loading more than a card may hold',
      path: `${empty.path}/loads`,
      body: euros(99_000_000),
      expected: 'gift-cards.balance-limit-exceeded',
    },
    {
      what: 'loading another currency',
      path: `${ordinary.path}/loads`,
      body: { amount: { minor: 100, currency: 'USD' } },
      expected: 'gift-cards.currency-mismatch',
    },
    {
      what: 'redeeming from a card that nobody sold',
      path: `/v1/gift-cards/${NOBODY}/redemptions`,
      body: euros(100),
      expected: 'gift-cards.card-unknown',
    },
    {
      what: 'cancelling a purchase that nobody made',
      path: `${purchasePath(NOBODY)}/cancellation`,
      body: { reason: 'A slip' },
      expected: 'purchasing.purchase-unknown',
    },
    {
      what: 'loading nothing',
      path: `${ordinary.path}/loads`,
      body: euros(0),
      expected: 'validation-failed',
    },
    {
      what: 'a field that nobody knows',
      path: `${ordinary.path}/loads`,
      body: { ...euros(100), bonus: true },
      expected: 'unknown-field',
    },
    {
      what: 'no idempotency key',
      path: `${ordinary.path}/loads`,
      body: euros(100),
      expected: 'idempotency-key-missing',
      idempotencyKey: '',
    },
    {
      what: "another request's idempotency key",
      path: `${ordinary.path}/loads`,
      body: euros(123_456),
      expected: 'idempotency-key-reused',
      idempotencyKey: shop.clerk.keyFor(`card-${ordinary.index}-load-0`),
    },
  ];
}

/** Tries them all, and writes down what each was answered with. */
export async function tryWhatIsRefused(shop: Shop): Promise<void> {
  for (const [number, { what, path, body, expected, ...request }] of refusedRequests(shop).entries()) {
    const { idempotencyKey = shop.clerk.keyFor(`refused-${number}`) } = request;
    const { code = TAKEN } = await shop.api.command(path, body, { idempotencyKey, waitSeconds: 30 });
    shop.log.answers.push({ what, expected, got: code });
  }
}

/** Of a purchase that is over nothing can be cancelled any more. */
export async function tryToCancelTooLate(shop: Shop, { purchases }: TradeLog): Promise<void> {
  const completed = purchases.find(({ operation }) => operation?.state === 'succeeded');
  if (!completed?.operation) return;
  const { code = TAKEN } = await shop.api.command(
    `${purchasePath(completed.operation.key)}/cancellation`,
    { reason: 'Too late' },
    { idempotencyKey: shop.clerk.keyFor('cancelled-too-late'), waitSeconds: 30 },
  );
  const expected = 'purchasing.purchase-too-late-to-cancel';
  shop.log.answers.push({ what: 'cancelling what is completed', expected, got: code });
}
