import { describe, expect, it } from '@jest/globals';
import { AllowancesRecalled, CardStanding, PolicyAssigned, usualPolicy } from '../contracts/index.js';
import { giftCard } from './gift-card.decider.js';
import { annulled, blocked, cardId, cardWith, held, issued } from './sample-card.js';
import {
  allowanceId,
  blockedAtStore,
  from,
  heldAtStore,
  loadAtStoreId,
  loadedAtStore,
  redeemedAtStore,
} from './sample-statements.js';
import { fact, granted, north, recorded, south } from './sample-stores.js';
import { standingOf } from './standing.js';

describe('The standing of a card', () => {
  it('is none where there is no card', () => {
    expect(standingOf(giftCard.fold([annulled()]), cardId)).toBeUndefined();
  });

  it('is that of its sums, allowances, blocks and policy, and says how far each store is contained', () => {
    const policy = { ...usualPolicy, mode: 'strict' as const };
    const atNorth = [fact(3, heldAtStore({ draws: from(80) })), fact(8, loadedAtStore(60))];
    const card = giftCard.fold([
      ...cardWith(500),
      held(50),
      granted(300),
      new AllowancesRecalled({ cardId, allowanceIds: [allowanceId] }),
      recorded(north, atNorth, { balanceMinor: 560 }),
      recorded(south, [fact(2, blockedAtStore(loadAtStoreId))], { balanceMinor: 560 }),
      blocked(),
      new PolicyAssigned({ cardId, policy, before: usualPolicy }),
    ]);
    const standing = standingOf(card, cardId);
    expect(CardStanding.parse(standing)).toEqual({
      cardId,
      version: 10,
      currency: 'EUR',
      status: 'active',
      balanceMinor: 560,
      heldMinor: 130,
      blocks: [loadAtStoreId, 'hub-1'],
      policy,
      frontier: { [north]: 8, [south]: 2 },
      allowances: [
        { id: allowanceId, storeId: north, leftMinor: 220, leaseMs: 3_600_000, recalled: true },
        { id: loadAtStoreId, storeId: north, leftMinor: 60, recalled: false },
      ],
    });
  });

  it('leaves out allowances that are used up', () => {
    const used = recorded(north, [fact(1, redeemedAtStore({ draws: from(300) }))], { balanceMinor: 200 });
    const standing = standingOf(giftCard.fold([...cardWith(500), granted(300), used]), cardId);
    expect(standing?.allowances).toEqual([]);
  });

  it('is issued until the card is active, whatever blocks it', () => {
    expect(standingOf(giftCard.fold([issued(), blocked()]), cardId)).toMatchObject({
      status: 'issued',
      blocks: ['hub-1'],
    });
  });
});
