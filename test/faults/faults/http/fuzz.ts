import { randomUUID } from 'node:crypto';
import type { Dice } from '../../../../apps/demo/plan/dice.js';

export interface FuzzedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

const MONEY = { minor: 100, currency: 'EUR' };
/** What would be taken, of cards and goods that do not exist. */
const SOUND = [
  ['/v1/gift-cards/{id}/loads', { amount: MONEY }],
  ['/v1/gift-cards/{id}/redemptions', { amount: MONEY }],
  ['/v1/gift-cards/{id}/activation', {}],
  ['/v1/purchases/{id}/cancellation', { reason: 'changed their mind' }],
  ['/v1/purchases', { lines: [{ sku: 'X', quantity: 1, unitPrice: MONEY }], tenders: [] }],
] as const;

const ODD_VALUES: readonly unknown[] = [
  null,
  -1,
  1e308,
  0.1,
  '',
  '\0',
  '\ud800',
  'x'.repeat(10_000),
  [],
  {},
  [[[[]]]],
  true,
  '<script>alert(1)</script>',
  "'; drop table countersign.event; --",
  '../../etc/passwd',
  { __proto__: null, constructor: { prototype: { admin: true } } },
];

const ODD_HEADERS: readonly (readonly [string, string])[] = [
  ['content-type', 'text/plain'],
  ['content-type', 'application/x-www-form-urlencoded'],
  ['content-type', 'application/json; charset=utf-16'],
  ['content-encoding', 'gzip'],
  ['idempotency-key', ''],
  ['idempotency-key', 'x'.repeat(5_000)],
  ['idempotency-key', '"; drop table'],
  ['authorization', 'Bearer nobody'],
  ['authorization', 'Basic eDp4'],
  ['prefer', 'wait=-1'],
  ['prefer', 'wait=999999999999'],
  ['traceparent', 'ff-'.repeat(100)],
  ['accept', 'image/png'],
  ['x-http-method-override', 'DELETE'],
];

/** A request that nobody means, made from one that somebody could mean. */
export function fuzzed(dice: Dice, bearer: string): FuzzedRequest {
  const [path, sound] = dice.pick(SOUND);
  const headers = {
    authorization: `Bearer ${bearer}`,
    'content-type': 'application/json',
    'idempotency-key': `fuzz-${randomUUID()}`,
    ...(dice.chance(0.4) && Object.fromEntries([dice.pick(ODD_HEADERS)])),
  };
  const id = dice.chance(0.7) ? randomUUID() : dice.pick(['%00', '..%2f', 'x'.repeat(400), '%ff', "'", '{}']);
  return {
    method: dice.chance(0.9) ? 'POST' : dice.pick(['PUT', 'DELETE', 'PATCH', 'OPTIONS']),
    path: path.replace('{id}', id),
    headers,
    body: bodyFrom(sound, dice),
  };
}

function bodyFrom(sound: object, dice: Dice): string | Buffer {
  const text = JSON.stringify(sound);
  const kind = dice.next();
  if (kind < 0.15) return Buffer.from(Array.from({ length: dice.whole(1, 200) }, () => dice.whole(0, 255)));
  if (kind < 0.3) return text.slice(0, dice.whole(0, text.length - 1));
  if (kind < 0.4) return '['.repeat(10_000) + ']'.repeat(10_000);
  if (kind < 0.5) return `{"__proto__":{"admin":true},${text.slice(1)}`;
  if (kind < 0.55) return `{"amount":1,${text.slice(1)}`;
  if (kind < 0.6) return JSON.stringify({ ...sound, padding: 'x'.repeat(300 * 1024) });
  return JSON.stringify({
    ...sound,
    [dice.pick(['amount', 'reason', 'lines', 'tenders', 'x'])]: dice.pick(ODD_VALUES),
  });
}
