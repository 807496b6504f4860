import { describe, expect, it } from '@jest/globals';

import { checksOf } from './checks.js';
import type { Facts } from './facts.js';
import { completed, dishonest, honestFacts, undone } from './honest-platform.js';

describe('The checks of money and goods', () => {
  it('find a card that has lost money, one that has gained some and one with a hold left', () => {
    const changed = (change: { balanceMinor?: number; heldMinor?: number }) =>
      dishonest(({ cards }) => ({
        cards: cards.map((card, at) => (at === 5 ? { ...card, ...change } : card)),
      }));
    expect(changed({ balanceMinor: 1 })).toMatch(/card-5 has 0.01, its history says/);
    expect(changed({ balanceMinor: 1 })).toMatch(/card-5 has 0.01, by our own count/);
    expect(changed({ heldMinor: 250 })).toMatch(/On card card-5 2.50 is still held/);
  });

  it('find a load that was done twice, though the card agrees with itself', () => {
    const found = dishonest(({ cards }) => ({
      cards: cards.map((card, at) =>
        at === 5
          ? {
              ...card,
              balanceMinor: card.balanceMinor + 700,
              activities: [...card.activities, { what: 'card-loaded', amountMinor: 700 }],
              version: card.version + 1,
            }
          : card,
      ),
    }));
    expect(found).toMatch(/^Card card-5 has .*, by our own count .*$/);
  });

  it('find a history that is longer than what is shown of it', () => {
    const found = dishonest(({ cards }) => ({ cards: cards.map((card) => ({ ...card, version: 51 })) }));
    expect(found).toMatch(/longer history/);
  });

  it('find a payment that was captured for what was cancelled, twice, or not at all', () => {
    const paying = (facts: Facts, id: string, state: string, minor = 100) => ({
      ledger: {
        authorizations: [
          ...(facts.ledger?.authorizations ?? []),
          { key: `${id}:payment:authorize`, amount: { minor }, state },
        ],
      },
    });
    expect(dishonest((facts) => paying(facts, undone(facts).id, 'captured'))).toMatch(
      /0.00 is due, captured was \[1.00\]/,
    );
    expect(dishonest((facts) => paying(facts, undone(facts).id, 'held'))).toMatch(
      /1 authorizations are still/,
    );
    expect(dishonest((facts) => paying(facts, undone(facts).id, 'voided'))).toBe('');
    expect(dishonest((facts) => paying(facts, completed(facts).id, 'captured'))).toMatch(
      /captured was \[.+, 1.00\]/,
    );
    expect(dishonest(() => ({ ledger: { authorizations: [] } }))).toMatch(/captured was \[\]/);
  });

  it('find a completed purchase that is not paid, whoever has not paid', () => {
    expect(
      dishonest((facts) => {
        const { id } = completed(facts);
        const saga = facts.sagas.get(id);
        return { sagas: new Map(facts.sagas).set(id, { ...saga!, steps: [] }) };
      }),
    ).toMatch(/is due, .* was captured/);
    expect(
      dishonest(({ cards }) => ({
        cards: cards.map((card) => ({
          ...card,
          activities: card.activities.filter(({ what }) => what !== 'hold-captured'),
        })),
      })),
    ).toMatch(/is due, 0.00 \+ .* was captured/);
  });

  it('find goods that have vanished, or are still reserved', () => {
    const changed = (change: { onHand?: number; reserved?: number }) =>
      dishonest(({ stock }) => ({ stock: stock.map((each) => ({ ...each, ...change })) }));
    expect(changed({ onHand: 0 })).toMatch(/COFFEE: \d+ must be left; 0 are on hand/);
    expect(changed({ reserved: 2 })).toMatch(/2 reserved/);
  });

  it('say what they have left out', () => {
    const { ledger: _, ...blind } = honestFacts();
    const [leftOut] = checksOf(blind).filter((check) => check.leftOut !== undefined);
    expect(leftOut?.leftOut).toMatch(/PAYMENT_SANDBOX_URL/);
  });
});
