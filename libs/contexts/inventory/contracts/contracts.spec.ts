import { describe, expect, it } from '@jest/globals';

import { publishedLanguage } from '#testing/contracts';

import * as contracts from './index.js';

const sku = 'espresso-250g';
const deliveryId = '01980000-0000-7000-8000-00000000e001';
const reservationId = '01980000-0000-7000-8000-00000000b001:stock:0';
const quantity = 3;
const leaseUntil = 1_767_269_700_000;

const golden = {
  'event inventory.stock-received@1': { sku, deliveryId, quantity },
  'event inventory.inventory-reserved@1': { sku, reservationId, quantity, leaseUntil },
  'event inventory.inventory-released@1': { sku, reservationId, quantity },
  'event inventory.reservation-annulled@1': { sku, reservationId },
  'event inventory.inventory-consumed@1': { sku, reservationId, quantity },
  'command inventory.receive-stock@1': { sku, deliveryId, quantity },
  'command inventory.reserve-inventory@1': { sku, reservationId, quantity },
  'command inventory.release-inventory@1': { sku, reservationId },
  'command inventory.consume-inventory@1': { sku, reservationId },
  'refusal inventory.inventory-short@1': { sku, requested: 3, available: 0 },
  'refusal inventory.reservation-unknown@1': { sku, reservationId },
  'refusal inventory.reservation-expired@1': { sku, reservationId, leaseUntil, requested: 3, available: 2 },
  'refusal inventory.reservation-ended@1': { sku, reservationId, ended: 'consumed' },
  'refusal inventory.reservation-was-annulled@1': { sku, reservationId },
  'refusal inventory.request-reused@1': { sku, requestId: deliveryId },
};

publishedLanguage('inventory', { contracts, golden, readme: new URL('../README.md', import.meta.url) });

describe('What inventory is asked', () => {
  const accepts = (data: object) => contracts.ReserveInventory.schema.safeParse(data).success;
  const request = { sku, reservationId, quantity };

  it.each(['', 'x'.repeat(41), 'a\u0000b', 'line\nbreak', '\uD83D'])('is not about the sku %p', (notASku) => {
    expect(accepts({ ...request, sku: notASku })).toBe(false);
  });

  it.each(['café crème 1/4', '咖啡', 'x'.repeat(40)])('may be about the sku %p', (unusual) => {
    expect(accepts({ ...request, sku: unusual })).toBe(true);
  });

  it.each([0, -1, 1.5, contracts.QUANTITY_MAX + 1])('moves no quantity of %p', (notAQuantity) => {
    expect(accepts({ ...request, quantity: notAQuantity })).toBe(false);
  });
});
