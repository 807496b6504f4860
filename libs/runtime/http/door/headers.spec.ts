import { describe, expect, it } from '@jest/globals';

import { fingerprintOf } from './fingerprint.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import { preferencesOf } from './preferences.js';
import { traceparentOf } from './traceparent.js';

describe('Idempotency-Key', () => {
  const uuid = '8e03978e-40d5-43e8-bc93-6894a57f9324';

  it.each([
    [uuid, uuid],
    [`"${uuid}"`, uuid],
    [`  "${uuid}" `, uuid],
    [String.raw`"a \"quoted\" key of \\ 20"`.replaceAll(' ', '_'), String.raw`a_"quoted"_key_of_\_20`],
    ['x'.repeat(16), 'x'.repeat(16)],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('%s reads %s', (header, key) => {
    expect(idempotencyKeyOf(header)).toBe(key);
  });

  it.each([
    [undefined, 'idempotency-key-missing'],
    ['', 'idempotency-key-missing'],
    ['x'.repeat(15), 'idempotency-key-malformed'],
    ['x'.repeat(256), 'idempotency-key-malformed'],
    [`"${'x'.repeat(15)}"`, 'idempotency-key-malformed'],
    [`${uuid}, ${uuid}`, 'idempotency-key-malformed'],
    [[uuid, uuid], 'idempotency-key-malformed'],
    [`"${uuid}`, 'idempotency-key-malformed'],
    [`${uuid}ü`, 'idempotency-key-malformed'],
    [`"${uuid}";a=1`, 'idempotency-key-malformed'],
  ])('%j is %s', (header, code) => {
    expect(() => idempotencyKeyOf(header)).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ code }) }),
    );
  });
});

describe('Prefer', () => {
  it.each([
    [undefined, 0, false, ''],
    ['wait=5', 5, false, 'wait=5'],
    ['wait=100', 30, false, 'wait=30'],
    ['wait="7"', 7, false, 'wait=7'],
    ['Wait = 7', 7, false, 'wait=7'],
    ['wait=0', 0, false, ''],
    ['wait=-1', 0, false, ''],
    ['wait=soon', 0, false, ''],
    ['wait=5, wait=9', 5, false, 'wait=5'],
    ['respond-async, wait=5', 5, false, 'respond-async, wait=5'],
    ['return=minimal; foo="bar", wait=2', 2, true, 'wait=2, return=minimal'],
    ['return=representation', 0, false, ''],
    [['wait=3', 'return=minimal'], 3, true, 'wait=3, return=minimal'],
    ['handling=lenient, , =', 0, false, ''],
  ])('%j waits %i s', (header, waitSeconds, minimal, applied) => {
    expect(preferencesOf(header)).toEqual({ waitSeconds, minimal, applied });
  });
});

describe('traceparent', () => {
  const good = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it('is passed on as it came', () => {
    expect(traceparentOf(good)).toBe(good);
  });

  it.each([
    undefined,
    '',
    good.toUpperCase(),
    good.replace('00-', 'ff-'),
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
    `${good}-00`,
    `${good}\n`,
  ])('is nothing when it cannot be read: %j', (header) => {
    expect(traceparentOf(header)).toBeUndefined();
  });
});

describe('The fingerprint of a request', () => {
  const url = '/v1/tabs';

  it('is the same however its JSON is written, and whatever else is asked', () => {
    const print = fingerprintOf('POST', url, { a: 1, b: [2] });
    expect(print).toMatch(/^[0-9a-f]{64}$/);
    expect(fingerprintOf('POST', `${url}?x=1`, { b: [2], a: 1 })).toBe(print);
  });

  it('is another for another method, address or body', () => {
    const prints = [
      fingerprintOf('POST', url, { a: 1 }),
      fingerprintOf('PUT', url, { a: 1 }),
      fingerprintOf('POST', `${url}/7`, { a: 1 }),
      fingerprintOf('POST', url, { a: '1' }),
      fingerprintOf('POST', url, undefined),
      fingerprintOf('POST', url, null),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });
});
