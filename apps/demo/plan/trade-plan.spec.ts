import { describe, expect, it } from '@jest/globals';
import { assert, integer, property, record } from 'fast-check';

import { specialKinds } from './purchase-kinds.js';
import { type PlannedPurchase, planTrade, type TradePlan } from './trade-plan.js';

const options = record({
  seed: integer({ min: 0, max: 2 ** 32 - 1 }),
  cards: integer({ min: 20, max: 300 }),
  purchases: integer({ min: 40, max: 500 }),
  hangSeconds: integer({ min: 1, max: 60 }),
});

const always = (check: (plan: TradePlan, asked: Parameters<typeof planTrade>[0]) => void): void =>
  assert(
    property(options, (asked) => check(planTrade(asked), asked)),
    { numRuns: 12 },
  );

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
const tendered = ({ card, payment }: PlannedPurchase) => (card?.minor ?? 0) + (payment?.minor ?? 0);
const total = ({ quantity, unitMinor }: PlannedPurchase) => quantity * unitMinor;
const drawsOn = ({ purchases }: TradePlan, index: number) =>
  purchases.filter(({ card }) => card?.index === index);

describe('A plan of a morning', () => {
  it('is the same for the same seed, and another for another', () => {
    const asked = { seed: 7, cards: 40, purchases: 80, hangSeconds: 15 };
    expect(planTrade(asked)).toEqual(planTrade(asked));
    expect(planTrade(asked)).not.toEqual(planTrade({ ...asked, seed: 8 }));
  });

  it('has as many cards and purchases as were asked for, and some of each kind', () => {
    always((plan, { cards, purchases, hangSeconds }) => {
      expect(plan.cards).toHaveLength(cards);
      expect(plan.purchases).toHaveLength(purchases);
      const names = new Set(plan.purchases.map(({ kind }) => kind.name));
      for (const { name } of specialKinds(hangSeconds)) expect(names).toContain(name);
    });
  });

  it('pays every purchase exactly, but for those that are a cent short', () => {
    always(({ purchases }) => {
      for (const each of purchases) expect(tendered(each)).toBe(total(each) - (each.kind.isShort ? 1 : 0));
    });
  });

  it('asks a person for the dear purchases only', () => {
    always(({ purchases }) => {
      for (const each of purchases) expect(total(each) > 500_000).toBe(each.kind.good === 'dear');
    });
  });

  it('loads ordinary cards with enough for all that is drawn on them, within the limit of a card', () => {
    always((plan) => {
      for (const [index, { role, loads }] of plan.cards.entries()) {
        if (role !== 'ordinary') continue;
        const redeemed = plan.redemptions.filter(({ card }) => card === index).map(({ minor }) => minor);
        const drawn = drawsOn(plan, index).map(({ card }) => card?.minor ?? 0);
        expect(sum(loads)).toBeGreaterThan(sum([...redeemed, ...drawn]));
        expect(sum(loads)).toBeLessThan(200_000);
        expect(loads.every((minor) => minor > 0)).toBe(true);
      }
    });
  });

  it('lets more customers race for a card than there is money for', () => {
    always((plan) => {
      for (const [index, { role, loads, winners = 0 }] of plan.cards.entries()) {
        if (role !== 'contended') continue;
        const wanted = drawsOn(plan, index).map(({ card }) => card?.minor ?? 0);
        const each = wanted[0] ?? 0;
        expect(wanted.every((minor) => minor === each)).toBe(true);
        expect(Math.floor(sum(loads) / each)).toBe(winners);
        expect(winners).toBeLessThanOrEqual(wanted.length);
      }
    });
  });

  it('has one empty and one blocked card, and customers who try them', () => {
    always((plan) => {
      for (const role of ['empty', 'blocked'] as const) {
        const [index, another] = plan.cards.flatMap((card, at) => (card.role === role ? [at] : []));
        expect(another).toBeUndefined();
        expect(drawsOn(plan, index ?? -1).length).toBeGreaterThan(0);
      }
    });
  });

  it('has enough of all goods but the scarce one', () => {
    always(({ goods, purchases }) => {
      for (const [good, { deliveries, soldOutAt }] of goods.entries()) {
        const wanted = sum(purchases.map((each) => (each.good === good ? each.quantity : 0)));
        const isRight =
          soldOutAt === undefined ? sum(deliveries) > wanted : sum(deliveries) === Math.ceil(wanted / 2);
        expect({ good, wanted, deliveries, isRight }).toMatchObject({ isRight: true });
      }
    });
  });

  it('keeps the history of a card within what the API shows of it', () => {
    always((plan) => {
      for (const [index, { role, loads }] of plan.cards.entries()) {
        const redemptions = plan.redemptions.filter(({ card }) => card === index).length;
        const ofPurchases = role === 'ordinary' || role === 'contended' ? 2 * drawsOn(plan, index).length : 0;
        expect(3 + loads.length + redemptions + ofPurchases).toBeLessThanOrEqual(50);
      }
    });
  });

  it('begins with those who will wait', () => {
    always(({ purchases }) => {
      const slow = purchases.map(({ payment }) => payment?.token.startsWith('tok_hang') ?? false);
      expect(slow.lastIndexOf(true)).toBe(slow.filter(Boolean).length - 1);
    });
  });
});
