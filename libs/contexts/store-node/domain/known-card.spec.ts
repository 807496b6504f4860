import { describe, expect, it } from '@jest/globals';
import { AllowanceReturned, type PolicyMode, usualPolicy } from '#contracts/gift-cards';
import { array, assert, constantFrom, integer, property, shuffledSubarray } from 'fast-check';
import { viewOf } from './card-view.js';
import { type KnownCard, unknownCard, withFacts, withHotCard, withStanding } from './known-card.js';
import {
  allowance,
  blocked,
  cardId,
  fact,
  otherStoreId,
  redeemed,
  setAside,
  standing,
  storeId,
  terms,
} from './sample-store.js';

const viewer = {
  storeId,
  terms: terms({ stock: [cardId] }),
  checkpointSeq: 0,
  endedStores: new Set<string>(),
};
const nothing = unknownCard(cardId);
const hot = (digit: number, version: number) => ({ cardId, blockId: `block-${digit}`, version });

describe('What a store knows of a card', () => {
  it('is nothing before anybody has spoken of it, unless it lies in its own stock', () => {
    expect(viewOf(nothing, { ...viewer, terms: terms() })).toBeUndefined();
    expect(viewOf(nothing, viewer)).toMatchObject({ isActive: false, balanceMinor: 0, currency: 'EUR' });
  });

  it('is what the hub has said, and all facts that this does not contain', () => {
    const facts = [1, 2, 3].map((seq) => fact(seq, redeemed(100)));
    const others = [fact(1, redeemed(50), otherStoreId), fact(2, redeemed(7), otherStoreId)];
    const said = standing({ balanceMinor: 4_000, frontier: { [storeId]: 2, [otherStoreId]: 1 } });
    const view = viewOf(withFacts(withStanding(nothing, said), [...facts, ...others]), viewer);
    expect(view?.balanceMinor).toBe(4_000 - 100 - 7);
  });

  it('may be below zero: a sum is a sum', () => {
    const known = withFacts(withStanding(nothing, standing({ balanceMinor: 50 })), [fact(1, redeemed(80))]);
    expect(viewOf(known, viewer)?.balanceMinor).toBe(-30);
  });

  it('is in the list as long as the hub has not said more', () => {
    const listed: KnownCard = { ...nothing, listed: [cardId, 700, 'EUR', 'blocked', null] };
    expect(viewOf(listed, viewer)).toMatchObject({ balanceMinor: 700, isBlocked: true, version: 0 });
    expect(viewOf(withStanding(listed, standing()), viewer)).toMatchObject({
      balanceMinor: 5_000,
      isBlocked: false,
    });
  });

  it('of one in the list, is that the stricter counts of its policy and the terms of the store', () => {
    const modeOf = (mode: PolicyMode | null, own: PolicyMode) =>
      viewOf(
        { ...nothing, listed: [cardId, 700, 'EUR', 'active', mode] },
        { ...viewer, terms: terms({ policy: { ...usualPolicy, mode: own } }) },
      )?.policy.mode;
    expect(modeOf('strict', 'hybrid')).toBe('strict');
    expect(modeOf('online-only', 'optimistic')).toBe('online-only');
    expect(modeOf('hybrid', 'optimistic')).toBe('hybrid');
    expect(modeOf('optimistic', 'strict')).toBe('strict');
    expect(modeOf(null, 'hybrid')).toBe('hybrid');
  });

  it('is that a block holds until a standing that knew of it says otherwise', () => {
    const known = withHotCard(withStanding(nothing, standing({ version: 4 })), hot(1, 5));
    expect(viewOf(known, viewer)?.isBlocked).toBe(true);
    expect(viewOf(withStanding(known, standing({ version: 5, blocks: ['b'] })), viewer)?.isBlocked).toBe(
      true,
    );
    expect(viewOf(withStanding(known, standing({ version: 6 })), viewer)?.isBlocked).toBe(false);
    const atCounter = withFacts(withStanding(nothing, standing()), [fact(1, blocked(), otherStoreId)]);
    expect(viewOf(atCounter, viewer)?.isBlocked).toBe(true);
  });

  it('of a store that has ended, is what the hub says; of its own, still all', () => {
    const known = withFacts(withStanding(nothing, standing({ frontier: { [otherStoreId]: 2 } })), [
      fact(3, redeemed(100), otherStoreId),
      fact(1, redeemed(200)),
    ]);
    const balances = [[], [otherStoreId], [otherStoreId, storeId]].map(
      (ended) => viewOf(known, { ...viewer, endedStores: new Set(ended) })?.balanceMinor,
    );
    expect(balances).toEqual([4_700, 4_800, 4_800]);
  });

  it('is what is left of its own allowances, and of nobody else’s', () => {
    const known = withStanding(
      nothing,
      standing({ allowances: [setAside(1, 500), { ...setAside(2, 900), storeId: otherStoreId }] }),
    );
    const drawn = redeemed(200, [{ allowanceId: allowance(1), minor: 200 }]);
    const back = AllowanceReturned.say({ cardId, allowanceId: allowance(1), minor: 250, why: 'asked' });
    const view = viewOf(withFacts(known, [fact(1, drawn), fact(2, back)]), viewer);
    expect(view?.allowances).toMatchObject([{ allowanceId: allowance(1), leftMinor: 50 }]);
  });
});

// A history of two stores that the hub hears bit by bit: each standing contains what it had heard.
const amounts = array(integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 });
const histories = amounts.map((minors) => {
  const facts = minors.map((minor, at) =>
    fact(Math.floor(at / 2) + 1, redeemed(minor), at % 2 === 0 ? storeId : otherStoreId),
  );
  const standings = facts.map((_, heard) =>
    standing({
      version: heard + 1,
      balanceMinor: minors.slice(0, heard).reduce((left, minor) => left - minor, 5_000),
      frontier: Object.fromEntries(facts.slice(0, heard).map(({ author, seq }) => [author, seq])),
    }),
  );
  const news = [
    ...facts.map((each) => (known: KnownCard) => withFacts(known, [each])),
    ...standings.map((each) => (known: KnownCard) => withStanding(known, each)),
    ...[1, 2].map((digit) => (known: KnownCard) => withHotCard(known, hot(digit, digit * 2))),
  ];
  return { facts, news, balanceMinor: minors.reduce((left, minor) => left - minor, 5_000) };
});

type News = (known: KnownCard) => KnownCard;
const told = (news: readonly News[]): KnownCard => news.reduce((known, each) => each(known), nothing);

describe('However news of a card comes', () => {
  it('in any order and any number of times, the store knows the same', () => {
    const orders = histories.chain(({ news, ...rest }) =>
      shuffledSubarray(news, { minLength: news.length }).chain((order) =>
        array(constantFrom(...news), { maxLength: 6 }).map((again) => ({ ...rest, news, order, again })),
      ),
    );
    assert(
      property(orders, ({ news, order, again, balanceMinor }) => {
        const view = viewOf(told([...order, ...again]), viewer);
        expect(view).toEqual(viewOf(told(news), viewer));
        expect(view?.balanceMinor).toBe(balanceMinor);
      }),
    );
  });

  it('in batches or one by one, it is the same', () => {
    assert(
      property(histories, ({ facts }) => {
        const oneByOne = facts.reduce((known, each) => withFacts(known, [each]), nothing);
        expect(viewOf(withFacts(nothing, facts), viewer)).toEqual(viewOf(oneByOne, viewer));
      }),
    );
  });
});
