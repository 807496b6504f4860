import { describe, expect, it } from '@jest/globals';

import { publishedLanguage } from '#testing/contracts';

import * as contracts from './index.js';

const cardId = '01980000-0000-7000-8000-00000000c001';
const purchaseId = '01980000-0000-7000-8000-00000000b001';
const id = '01980000-0000-7000-8000-00000000a001';
const holdId = `${purchaseId}:hold:1`;
const amount = { minor: 1250, currency: 'EUR' };
const storeId = '01980000-0000-7000-8000-0000000051a1';
const factId = 'Vm0wd2QyUXlVWGxWV0d4V1YwZDRWMVl3WkRSV01WbDN';
const allowance = { allowanceId: id, storeId, minor: 500, leaseMs: 86_400_000, purpose: 'prefetch' };
const says = { type: 'gift-cards.allowance-returned', version: 1, body: { cardId, minor: 5 } };
const facts = [{ id: factId, seq: 7, at: { ms: 1_790_000_000_000, count: 2 }, forked: false, says }];
const caseId = `${cardId}:overdraft:1`;
const settled = {
  cardId,
  caseId,
  settlementId: `${caseId}:1`,
  minor: 300,
  how: 'charged-to-store',
  bearer: storeId,
};
const policy = {
  mode: 'hybrid',
  unbackedPerRedemptionMinor: 2_500,
  unbackedPerCardMinor: 2_500,
  knowledgeAgeMsMax: 604_800_000,
};

const golden = {
  'event gift-cards.card-issued@1': { cardId, currency: 'EUR' },
  'event gift-cards.card-activated@1': { cardId },
  'event gift-cards.card-loaded@1': { cardId, loadId: id, amount },
  'event gift-cards.card-redeemed@1': { cardId, redemptionId: id, amount, requested: amount },
  'event gift-cards.hold-placed@1': { cardId, holdId, amount, purchaseId },
  'event gift-cards.hold-captured@1': { cardId, holdId, amount, purchaseId },
  'event gift-cards.hold-released@1': { cardId, holdId, amount, purchaseId },
  'event gift-cards.hold-annulled@1': { cardId, holdId },
  'event gift-cards.card-blocked@1': { cardId, reason: 'reported lost' },
  'event gift-cards.allowance-granted@1': { cardId, ...allowance },
  'event gift-cards.allowances-recalled@1': { cardId, allowanceIds: [id] },
  'event gift-cards.allowances-reclaimed@1': {
    cardId,
    storeId,
    allowances: [{ allowanceId: id, minor: 500 }],
  },
  'event gift-cards.store-facts-recorded@1': {
    cardId,
    storeId,
    facts,
    after: { status: 'active', balanceMinor: -5, heldMinor: 0, setAsideMinor: 0 },
  },
  'event gift-cards.conflict-found@1': {
    cardId,
    conflictId: `limit-breach:${factId}`,
    kind: 'limit-breach',
    minor: 800,
    facts: [{ id: factId, storeId, seq: 7 }],
    detail: 'It was approved without an allowance, but the card is strict',
  },
  'event gift-cards.overdraft-suspected@1': { cardId, caseId, minor: 300 },
  'event gift-cards.overdraft-confirmed@1': {
    cardId,
    caseId,
    minor: 300,
    shares: [{ storeId, factId, minor: 300, breach: true }],
    cause: 'store-breach',
  },
  'event gift-cards.overdraft-cured@1': { cardId, caseId },
  'event gift-cards.overdraft-settled@1': { ...settled, openMinor: 0 },
  'event gift-cards.exposure-ended@1': { cardId, storeId, minor: 800 },
  'event gift-cards.value-redeemed-across@1': {
    cardId,
    currency: 'EUR',
    moves: [{ soldAt: 'hub', redeemedAt: storeId, minor: -120 }],
  },
  'event gift-cards.card-unblocked@1': { cardId, blockIds: ['hub-1', id], status: 'active' },
  'event gift-cards.policy-assigned@1': { cardId, policy, before: policy },
  'command gift-cards.grant-allowance@1': { cardId, ...allowance, atLeastMinor: 100 },
  'command gift-cards.recall-allowances@1': { cardId },
  'command gift-cards.reclaim-allowances@1': { cardId, storeId },
  'command gift-cards.record-store-facts@1': { cardId, storeId, facts },
  'command gift-cards.unblock-card@1': { cardId },
  'command gift-cards.assign-policy@1': { cardId, policy },
  'command gift-cards.confirm-overdraft@1': { cardId, caseId },
  'command gift-cards.settle-overdraft@1': settled,
  'command gift-cards.issue-card@1': { cardId, currency: 'EUR', activate: true },
  'command gift-cards.activate-card@1': { cardId },
  'command gift-cards.load-card@1': { cardId, loadId: id, amount },
  'command gift-cards.redeem-card@1': { cardId, redemptionId: id, amount, allowPartial: true },
  'command gift-cards.place-hold@1': { cardId, holdId, amount, purchaseId },
  'command gift-cards.capture-hold@1': { cardId, holdId },
  'command gift-cards.release-hold@1': { cardId, holdId },
  'command gift-cards.block-card@1': { cardId, reason: 'reported lost' },
  'refusal gift-cards.card-unknown@1': { cardId },
  'refusal gift-cards.card-already-issued@1': { cardId, currency: 'EUR' },
  'refusal gift-cards.card-not-active@1': { cardId },
  'refusal gift-cards.card-is-blocked@1': { cardId },
  'refusal gift-cards.insufficient-balance@1': { cardId, available: 0, requested: 1, currency: 'EUR' },
  'refusal gift-cards.currency-mismatch@1': { cardId, cardCurrency: 'EUR', requestedCurrency: 'USD' },
  'refusal gift-cards.balance-limit-exceeded@1': {
    cardId,
    limit: 200_000,
    balance: 199_999,
    requested: 2,
    currency: 'EUR',
  },
  'refusal gift-cards.hold-unknown@1': { cardId, holdId },
  'refusal gift-cards.hold-ended@1': { cardId, holdId, ended: 'captured' },
  'refusal gift-cards.hold-was-annulled@1': { cardId, holdId },
  'refusal gift-cards.prefetch-not-allowed@1': { cardId },
  'refusal gift-cards.overdraft-not-open@1': { cardId, caseId, standing: 'closed' },
  'refusal gift-cards.request-reused@1': { cardId, requestId: id },
};

publishedLanguage('gift cards', { contracts, golden, readme: new URL('../README.md', import.meta.url) });

describe('A balance that is too low', () => {
  it('may be so because of what is set aside at stores', () => {
    const data = { cardId, available: 0, requested: 1, currency: 'EUR', setAside: 600 };
    expect(contracts.InsufficientBalance.schema.parse(data)).toEqual(data);
  });
});

describe('What a gift card is asked', () => {
  const accepts = (
    declaration: { schema: { safeParse(data: unknown): { success: boolean } } },
    data: object,
  ) => declaration.schema.safeParse(data).success;

  it('knows an id however its letters are written', () => {
    const data = { cardId: cardId.toUpperCase() };
    expect(contracts.ActivateCard.schema.parse(data)).toEqual({ cardId });
  });

  it.each(['', 'card 1', 'C001'])('is not about the card %p', (notAnId) => {
    expect(accepts(contracts.ActivateCard, { cardId: notAnId })).toBe(false);
  });

  it.each(['', 'x'.repeat(81), 'a\u0000b', 'line\nbreak', '\uD83D'])('names no hold %p', (notAnId) => {
    expect(accepts(contracts.ReleaseHold, { cardId, holdId: notAnId })).toBe(false);
  });

  it('may name a hold in any script, up to 80 letters', () => {
    expect(accepts(contracts.ReleaseHold, { cardId, holdId: 'é☕'.repeat(40) })).toBe(true);
  });

  it.each([0, -1, 1.5, 100_000_001])('moves no amount of %p', (minor) => {
    const data = { cardId, loadId: id, amount: { minor, currency: 'EUR' } };
    expect(accepts(contracts.LoadCard, data)).toBe(false);
  });
});
