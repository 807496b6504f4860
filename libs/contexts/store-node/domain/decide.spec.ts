import { describe, expect, it } from '@jest/globals';
import type { CardStatement, StoreStatement } from '#contracts/gift-cards';
import type { Fact } from '#kernel';
import { booked, confirmed, newBooks, type StoreBooks } from './books.js';
import { viewOf } from './card-view.js';
import { decide, type Desk } from './decide.js';
import { heardBy, type KnownCard, unknownCard, withFacts, withStanding } from './known-card.js';
import {
  allowance,
  asked,
  blocked,
  cardId,
  fact,
  hold,
  load,
  newId,
  policy,
  redeem,
  redeemed,
  setAside,
  standing,
  storeId,
  terms,
} from './sample-store.js';
import type { StoreTime } from './store-time.js';

const HOUR = 3_600_000;

interface Given {
  readonly books?: Partial<StoreBooks>;
  readonly standing?: Parameters<typeof standing>[0];
  readonly facts?: readonly Fact<CardStatement>[];
  readonly heardAt?: StoreTime;
  readonly knowledgeAgeMs?: number;
}

/** A store whose lease on each allowance has just begun. */
function desk(given: Given = {}, begun?: Desk['begun']): Desk {
  const said = standing(given.standing);
  const { heardAt = { era: 2, ms: 0 } } = given;
  const heard = heardBy(withStanding(unknownCard(cardId), said), storeId, {}, heardAt);
  const known: KnownCard = withFacts(heard, given.facts ?? []);
  const books = { ...newBooks(terms()), ...given.books };
  const view = viewOf(known, books);
  const { knowledgeAgeMs = 0 } = given;
  return { view, books, now: { at: { era: 2, ms: 1_000 }, knowledgeAgeMs }, begun, newId };
}

const said = (request: Parameters<typeof decide>[0], at: Desk) => {
  const decision = decide(request, at);
  return decision.outcome === 'approved' ? decision.says[0]?.body : decision.why;
};

describe('A redemption', () => {
  it('draws on allowances, the one first whose lease ends first', () => {
    const allowances = [setAside(1, 300, HOUR), setAside(2, 300, HOUR / 2), setAside(3, 300, undefined)];
    expect(said(redeem(700), desk({ standing: { allowances } }))).toMatchObject({
      draws: [
        { allowanceId: allowance(2), minor: 300 },
        { allowanceId: allowance(1), minor: 300 },
        { allowanceId: allowance(3), minor: 100 },
      ],
      unbackedMinor: 0,
      mode: 'hybrid',
    });
  });

  it('tells the till on what it rests', () => {
    const at = desk({ standing: { version: 7, allowances: [setAside(1, 300)] }, knowledgeAgeMs: 60_000 });
    expect(decide(redeem(500), at)).toMatchObject({
      approval: {
        approvedMinor: 500,
        dueMinor: 0,
        backedMinor: 300,
        unbackedMinor: 200,
        balanceMinor: 4_500,
        knownVersion: 7,
        knowledgeAgeMs: 60_000,
      },
    });
  });

  it('is approved in part where the till allows that, and leaves the rest to be paid otherwise', () => {
    const strict = desk({ standing: { policy: policy({ mode: 'strict' }), allowances: [setAside(1, 300)] } });
    expect(said(redeem(500), strict)).toEqual({
      code: 'not-covered',
      approvableMinor: 300,
      backedMinor: 300,
      limit: 'policy',
    });
    expect(decide(redeem(500, { allowPartial: true }), strict)).toMatchObject({
      outcome: 'approved',
      approval: { approvedMinor: 300, dueMinor: 200 },
      says: [{ body: { requestedMinor: 500, minor: 300, unbackedMinor: 0 } }],
    });
  });

  it.each<[string, Given]>([
    ['policy', { standing: { policy: policy({ mode: 'strict' }) } }],
    ['policy', { standing: { policy: policy({ mode: 'online-only' }) } }],
    ['knowledge-age', { knowledgeAgeMs: 8 * 24 * HOUR }],
    ['balance', { standing: { balanceMinor: 999 } }],
    ['balance', { standing: { balanceMinor: 999, allowances: [setAside(1, 300)] } }],
    ['balance', { standing: { balanceMinor: 1_500, heldMinor: 501 } }],
    ['per-redemption', { standing: { policy: policy({ unbackedPerRedemptionMinor: 999 }) } }],
    ['per-card', { facts: [fact(1, redeemed(1_501))] }],
    ['risk-budget', { books: { riskMinor: 29_001 } }],
    ['optimistic-budget', optimistic({ unconfirmed: [{ seq: 1, minor: 9_001 }] })],
  ])('is declined where %s leaves too little: %j', (limit, given) => {
    expect(said(redeem(1_000), desk(given))).toMatchObject({ code: 'not-covered', limit });
    // One cent less is one cent less than too much, unless nothing is possible at all.
    const possible = limit !== 'policy' && limit !== 'knowledge-age';
    expect(decide(redeem(999), desk(given)).outcome).toBe(possible ? 'approved' : 'declined');
  });

  it('of an optimistic card needs no risk budget, and takes nothing of it', () => {
    const at = desk(optimistic({ riskMinor: 30_000 }));
    const decision = decide(redeem(1_000), at);
    if (decision.outcome !== 'approved') throw new Error('It was declined');
    const after = decision.says.reduce((books, says, seq) => booked(books, fact(seq + 1, says)), at.books);
    expect(after).toMatchObject({ riskMinor: 30_000, unbackedMinor: 1_000, unconfirmed: [{ minor: 1_000 }] });
    expect(confirmed(after, { storeId, seq: 1, head: null }).unconfirmed).toEqual([]);
  });

  it('draws on nothing whose lease is over, or of unknown age, or that the hub wants back', () => {
    const strict = { policy: policy({ mode: 'strict' }) };
    const lapsed = desk({ standing: { ...strict, allowances: [setAside(1, 300, 999)] } });
    const frozen = desk({
      standing: { ...strict, allowances: [setAside(1, 300)] },
      heardAt: { era: 1, ms: 0 },
    });
    const recalled = desk({ standing: { ...strict, allowances: [{ ...setAside(1, 300), recalled: true }] } });
    for (const at of [lapsed, frozen, recalled])
      expect(said(redeem(1), at)).toMatchObject({ code: 'not-covered', approvableMinor: 0 });
  });

  it('gets room on its card by what was reversed of what is not confirmed, but not of what is', () => {
    const taken = fact(1, redeemed(2_500));
    const undone = fact(2, reversalOf(taken.id, 2_500));
    expect(decide(redeem(2_500), desk({ facts: [taken, undone] })).outcome).toBe('approved');
    const confirmedFirst = desk({ facts: [taken, undone], books: { checkpointSeq: 1 } });
    expect(confirmedFirst.view?.unconfirmedUnbackedMinor).toBe(0);
  });
});

describe('What a store declines at once', () => {
  it.each<[string, Given]>([
    ['card-blocked', { facts: [fact(1, blocked())] }],
    ['card-not-active', { standing: { status: 'issued' } }],
    ['currency-mismatch', { standing: { currency: 'USD' } }],
    ['currency-mismatch', { books: { terms: terms({ currency: 'USD' }) } }],
    ['store-ended', { books: { terms: terms({ status: 'ended' }) } }],
  ])('is business where it must say %s', (code, given) => {
    for (const request of [redeem(1), hold(1), load(1)])
      expect(said(request, desk(given))).toMatchObject({ code });
  });

  it('is a card that nobody has spoken of', () => {
    expect(said(redeem(1), { ...desk(), view: undefined })).toEqual({ code: 'card-unknown' });
  });

  it('is cash beyond its budget, or beyond what a card may have', () => {
    const spent = desk({ books: { loadedMinor: 99_900 } });
    expect(said(load(101), spent)).toEqual({ code: 'load-budget-spent', leftMinor: 100 });
    expect(decide(load(100), spent).outcome).toBe('approved');
    const full = desk({ standing: { balanceMinor: 199_900 } });
    expect(said(load(101), full)).toMatchObject({ code: 'balance-limit', balanceMinor: 199_900 });
    expect(decide(load(100), full).outcome).toBe('approved');
  });

  it('is a hold or a redemption that it has not made itself', () => {
    const of = factIdOf('z');
    expect(said({ kind: 'capture', ...asked('c'), hold: of }, desk())).toEqual({ code: 'hold-unknown' });
    expect(said({ kind: 'release', ...asked('c'), hold: of }, desk())).toEqual({ code: 'hold-unknown' });
    expect(said({ kind: 'reverse', ...asked('c'), redemption: of }, desk())).toEqual({
      code: 'redemption-unknown',
    });
  });
});

describe('A cash load', () => {
  it('can be spent at once where it was loaded, and needs no risk', () => {
    const decision = decide(load(800), desk({ standing: { policy: policy({ mode: 'strict' }) } }));
    if (decision.outcome !== 'approved') throw new Error('It was declined');
    const facts = aboutCards(decision.says).map((says, at) => fact(at + 1, says));
    const after = desk({ standing: { policy: policy({ mode: 'strict' }) }, facts });
    expect(said(redeem(800), after)).toMatchObject({ draws: [{ allowanceId: newId, minor: 800 }] });
    expect(decide(redeem(801), after).outcome).toBe('declined');
  });
});

describe('A card out of the stock of a store', () => {
  const activate = { kind: 'activate', ...asked('a'), cardId } as const;

  it('is sold there, and nowhere else', () => {
    const inStock = { standing: { status: 'issued' }, books: { terms: terms({ stock: [cardId] }) } } as const;
    expect(decide(activate, desk(inStock)).outcome).toBe('approved');
    expect(said(activate, desk({ standing: { status: 'issued' } }))).toEqual({ code: 'card-not-in-stock' });
    expect(said(activate, desk({ books: inStock.books }))).toEqual({ code: 'card-already-active' });
  });
});

function optimistic(books: Partial<StoreBooks>): Given {
  return { standing: { policy: policy({ mode: 'optimistic' }) }, books };
}

const factIdOf = (letter: string): string => letter.repeat(43);

const aboutCards = (says: readonly StoreStatement[]): CardStatement[] =>
  says.flatMap((each) => (each.type === 'gift-cards.request-annulled' ? [] : [each]));

const reversalOf = (redemption: string, minor: number): CardStatement => ({
  type: 'gift-cards.redemption-reversed',
  version: 1,
  body: {
    cardId,
    ...asked('r'),
    redemption,
    minor,
    back: [],
    unbackedBackMinor: minor,
    mode: 'hybrid',
    why: 'asked',
  },
});
