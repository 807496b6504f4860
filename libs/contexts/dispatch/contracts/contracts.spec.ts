import { describe, expect, it } from '@jest/globals';

import { publishedLanguage } from '#testing/contracts';

import * as contracts from './index.js';

const shipmentId = '01980000-0000-7000-8000-00000000b001:shipment:0';
const purchaseId = '01980000-0000-7000-8000-00000000b001';
const lines = [
  { sku: 'espresso-250g', quantity: 3 },
  { sku: 'mug', quantity: 1 },
];

const golden = {
  'event dispatch.shipment-dispatched@1': { shipmentId, purchaseId, lines },
  'command dispatch.dispatch-shipment@1': { shipmentId, purchaseId, lines },
  'refusal dispatch.request-reused@1': { shipmentId },
};

publishedLanguage('dispatch', { contracts, golden, readme: new URL('../README.md', import.meta.url) });

describe('What dispatch is asked', () => {
  const accepts = (data: object) => contracts.DispatchShipment.schema.safeParse(data).success;
  const linesOf = (length: number) => Array.from({ length }, () => ({ sku: 'mug', quantity: 1 }));

  it('has at least one line, and not more than its limit', () => {
    expect(accepts({ shipmentId, purchaseId, lines: linesOf(0) })).toBe(false);
    expect(accepts({ shipmentId, purchaseId, lines: linesOf(contracts.LINES_MAX) })).toBe(true);
    expect(accepts({ shipmentId, purchaseId, lines: linesOf(contracts.LINES_MAX + 1) })).toBe(false);
  });

  it.each([{ sku: 'mug' }, { sku: 'mug', quantity: 0 }, { sku: 'mug', quantity: 1, price: 2 }])(
    'has no line such as %p',
    (line) => {
      expect(accepts({ shipmentId, purchaseId, lines: [line] })).toBe(false);
    },
  );
});
