import { describe, expect, it } from '@jest/globals';
import type { Deal } from '../trade/journal.js';
import type { CardBooks, Evidence, Place, RecordedFact, StoreBooks } from './evidence.js';
import { CARD, dealOf, ENDED, honest, SOLD, STORE } from './honest-evidence.js';
import { judge } from './judge.js';

type Change<T> = (item: T) => T;

const eachOf = <T>(items: readonly T[], at: number, change: Change<T>): T[] =>
  items.map((item, place) => (place === at ? change(item) : item));

const withFact = (at: number, change: Partial<RecordedFact>): Evidence => ({
  ...honest,
  recorded: eachOf(honest.recorded, at, (fact) => ({ ...fact, ...change })),
});
/** One of the facts is otherwise, by its id. */
const otherwise = (id: string, change: Partial<RecordedFact>): Evidence =>
  withFact(
    honest.recorded.findIndex((fact) => fact.id === id),
    change,
  );
/** One more fact, like another one. */
const besides = (like: string, id: string, change: Partial<RecordedFact>): Evidence => ({
  ...honest,
  recorded: honest.recorded.flatMap((fact) =>
    fact.id === like ? [fact, { ...fact, seq: 100, id, ...change }] : [fact],
  ),
});
const withDeal = (at: number, change: Pick<Deal, 'told'>): Evidence => ({
  ...honest,
  deals: eachOf(honest.deals, at, (deal) => ({ ...deal, ...change })),
});
/** One more deal after all others, like another one. */
const dealtAgain = (at: number, change: Partial<Pick<Deal, 'requestId' | 'told' | 'storeId'>>): Evidence => ({
  ...honest,
  deals: [
    ...honest.deals,
    ...honest.deals.slice(at, at + 1).map((deal) => ({ ...deal, number: honest.deals.length, ...change })),
  ],
});
const withCard = (change: Partial<CardBooks>): Evidence => ({
  ...honest,
  cards: eachOf(honest.cards, 0, (card) => ({ ...card, ...change })),
});
const withStore = (at: number, change: Partial<StoreBooks>): Evidence => ({
  ...honest,
  stores: eachOf(honest.stores, at, (store) => ({ ...store, ...change })),
});
const withPlace = (at: number, change: Partial<Place>): Evidence => ({
  ...honest,
  places: eachOf(honest.places, at, (place) => ({ ...place, ...change })),
});

const [first] = honest.recorded;
if (!first) throw new Error('Nothing is recorded');
const [redeemed] = honest.deals;
if (!redeemed) throw new Error('Nothing was asked');
const approvedAs = (factId: string): Deal['told'] =>
  redeemed.told.slice(0, 1).map((told) => ({ ...told, factId }));

describe('The checker of stores', () => {
  it('finds nothing where all promises were kept', () => {
    expect(judge(honest)).toEqual([]);
  });

  it.each<[string, string, Evidence]>([
    ['an approval that the hub does not have', 'approved', { ...honest, recorded: honest.recorded.slice(1) }],
    ['an approval that the hub has twice', 'approved', { ...honest, recorded: [...honest.recorded, first] }],
    ['a fact that is on a card twice', 'once', { ...honest, recorded: [...honest.recorded, first] }],
    ['an approval that the hub has with another amount', 'approved', withFact(0, { minor: 149 })],
    ['an approval that the hub has on another card', 'approved', withFact(0, { cardId: 'card-2' })],
    [
      'an approval of an ended store that is neither at the hub nor on its disk',
      'approved',
      withPlace(1, { silenced: new Set(['f-4']) }),
    ],
    [
      'an approval that went with a disk which the hub had confirmed before',
      'approved',
      withPlace(1, { silenced: undefined, lostFrom: 6 }),
    ],
    [
      'a request that made two facts',
      'once',
      { ...honest, recorded: [...honest.recorded, { ...first, id: 'f-9' }] },
    ],
    ['a redemption that no till asked for', 'asked', withFact(0, { requestId: 'r-9' })],
    ['more than was asked for', 'asked', withFact(0, { minor: 301 })],
    [
      'a redemption of which the till was told that it was declined',
      'asked',
      withFact(0, { requestId: 'r-3' }),
    ],
    [
      'a balance at the hub that is not what was loaded less what was taken',
      'balance',
      withCard({ atHub: { balanceMinor: -249, heldMinor: 0, status: 'active' } }),
    ],
    [
      'a hold at the hub that has ended, or that nobody placed',
      'balance',
      withCard({ atHub: { balanceMinor: -250, heldMinor: 1, status: 'active' } }),
    ],
    [
      'a card that is blocked at the hub, and nobody has blocked it',
      'balance',
      withCard({ atHub: { balanceMinor: -250, heldMinor: 0, status: 'blocked' } }),
    ],
    [
      'a store that knows another balance',
      'balance',
      withCard({
        atStores: [{ place: 'Main Street', balanceMinor: 0, heldMinor: 0, status: 'active' }],
      }),
    ],
    [
      'a store that does not know of a block',
      'balance',
      {
        ...honest,
        cards: eachOf(honest.cards, 1, (card) => ({
          ...card,
          atStores: card.atStores.map((known) => ({ ...known, status: 'active' as const })),
        })),
      },
    ],
    [
      'a card that is below what was approved without an allowance',
      'balance',
      withFact(1, { unbackedMinor: 249 }),
    ],
    ['more risk than was granted, as the hub has it', 'budget', withStore(0, { grantedMinor: 249 })],
    ['more given back than was taken', 'budget', withStore(0, { givenBackMinor: 1_000 })],
    [
      'more risk than was granted, as tills were told',
      'budget',
      {
        ...withStore(0, { grantedMinor: 0, givenBackMinor: 0 }),
        recorded: honest.recorded.map((fact) => ({ ...fact, unbackedMinor: 0 })),
      },
    ],
    [
      'a till that was told something else when it asked again',
      'answer',
      withDeal(3, { told: [...redeemed.told, ...(honest.deals[3]?.told ?? [])] }),
    ],
    [
      'another amount under the same id that was approved',
      'reuse',
      { ...honest, reuses: [{ wish: redeemed, status: 200, code: '' }] },
    ],
    ['a hold that ended twice', 'hold', besides('f-c1', 'f-9', { kind: 'release' })],
    ['more captured than was held', 'hold', otherwise('f-c1', { minor: 201 })],
    ['a hold that ended with another amount', 'hold', otherwise('f-x1', { heldMinor: 49 })],
    ['a capture of what nobody held', 'hold', otherwise('f-c1', { of: 'f-9' })],
    [
      'a till that was told once more that a hold has ended',
      'hold',
      dealtAgain(dealOf('x-1', 'release'), { requestId: 'x-9' }),
    ],
    ['more reversed than was taken', 'reversed', besides('f-v1', 'f-9', { minor: 101 })],
    ['a reversal of what another store took', 'reversed', otherwise('f-v1', { of: 'f-4' })],
    ['a card that was sold twice', 'sold', besides('f-a1', 'f-9', {})],
    [
      'a card that was sold out of the stock of another store',
      'sold',
      {
        ...honest,
        cards: eachOf(honest.cards, 1, (card) => ({ ...card, stockOf: ENDED })),
      },
    ],
    [
      'a till that was told that a card was sold once more',
      'sold',
      dealtAgain(dealOf('a-1', 'activate'), { requestId: 'a-9' }),
    ],
    ['a request that was annulled, and still took something', 'annulled', otherwise('f-n4', { minor: 39 })],
    ['a hold that was annulled, and nothing went back', 'annulled', otherwise('f-h3', { requestId: 'r-5' })],
    [
      'a request that was approved after it was annulled',
      'annulled',
      withDeal(dealOf('r-5', 'redeem'), { told: approvedAs('f-9') }),
    ],
    ['a redemption by a store that had blocked the card', 'blocked', besides('f-1', 'f-9', { cardId: SOLD })],
    [
      'a hold by a node that had said that the card is blocked',
      'blocked',
      dealtAgain(dealOf('h-3', 'hold'), { requestId: 'h-9' }),
    ],
    [
      'a hold that went back without anybody having asked',
      'asked',
      otherwise('f-x1', { of: 'f-h3', why: 'asked' }),
    ],
    [
      'a fact of a living store that the hub put aside',
      'belief',
      { ...honest, aside: [{ id: 'f-9', storeId: STORE, why: 'forged' }] },
    ],
    [
      'a conflict of a living store',
      'belief',
      { ...honest, conflicts: [{ kind: 'grant-overdrawn', cardId: CARD, storeIds: [STORE], detail: '' }] },
    ],
    [
      'a dead letter',
      'left over',
      { ...honest, deadLetters: [{ queue: 'gift-cards.card', reason: 'poison' }] },
    ],
  ])('finds %s', (_, promise, evidence) => {
    expect(judge(evidence).map((finding) => finding.promise)).toContain(promise);
  });

  it.each<[string, Evidence]>([
    ['went with a disk before the hub had it', withPlace(1, { silenced: undefined, lostFrom: 5 })],
    [
      'was put aside by the hub after the end of its store',
      {
        ...withPlace(1, { silenced: undefined }),
        aside: [{ id: 'f-5', storeId: ENDED, why: 'author-has-ended' }],
      },
    ],
  ])('asks for no approval that %s', (_, evidence) => {
    expect(judge(evidence)).toEqual([]);
  });

  it('asks a node for no answer that went with its disk', () => {
    const told = withDeal(5, { told: [...(honest.deals[5]?.told ?? []), ...(honest.deals[3]?.told ?? [])] });
    expect(judge(told).map(({ promise }) => promise)).toContain('answer');
    const lost = withPlace(1, { silenced: undefined, lostFrom: 5 });
    expect(judge({ ...told, places: lost.places })).toEqual([]);
  });

  it('lets it be told otherwise whether the line was up, of what is looked at anew', () => {
    const toldTwice = (requestId: string) => {
      const at = dealOf(requestId, 'redeem');
      const told = honest.deals[at]?.told ?? [];
      return judge(withDeal(at, { told: [...told, ...told.map((each) => ({ ...each, onLine: false }))] }));
    };
    expect(toldTwice('r-5')).toEqual([]);
    expect(toldTwice('r-3').map(({ promise }) => promise)).toEqual(['answer']);
  });

  it('lets a card fall below zero by what the second of two histories took', () => {
    const forked = honest.recorded.map((fact) => (fact.storeId === ENDED ? { ...fact, forked: true } : fact));
    const card: Partial<CardBooks> = {
      loadedMinor: 150,
      atHub: { balanceMinor: -350, heldMinor: 0, status: 'active' },
      atStores: [],
    };
    expect(judge({ ...withCard(card), recorded: forked })).toEqual([]);
    expect(judge(withCard(card)).map(({ promise }) => promise)).toContain('balance');
  });
});
