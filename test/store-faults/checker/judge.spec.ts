import { describe, expect, it } from '@jest/globals';
import type { Deal } from '../trade/journal.js';
import type { CardBooks, Evidence, Place, RecordedFact, StoreBooks } from './evidence.js';
import { CARD, ENDED, honest, STORE } from './honest-evidence.js';
import { judge } from './judge.js';

type Change<T> = (item: T) => T;

const eachOf = <T>(items: readonly T[], at: number, change: Change<T>): T[] =>
  items.map((item, place) => (place === at ? change(item) : item));

const withFact = (at: number, change: Partial<RecordedFact>): Evidence => ({
  ...honest,
  recorded: eachOf(honest.recorded, at, (fact) => ({ ...fact, ...change })),
});
const withDeal = (at: number, change: Partial<Deal>): Evidence => ({
  ...honest,
  deals: eachOf(honest.deals, at, (deal) => ({ ...deal, ...change })),
});
const withCard = (change: Partial<CardBooks>): Evidence => ({
  ...honest,
  cards: honest.cards.map((card) => ({ ...card, ...change })),
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
      withCard({ hubMinor: -249 }),
    ],
    [
      'a store that knows another balance',
      'balance',
      withCard({ atStores: [{ place: 'Main Street', minor: 0 }] }),
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

  it('lets a card fall below zero by what the second of two histories took', () => {
    const forked = honest.recorded.map((fact) => (fact.storeId === ENDED ? { ...fact, forked: true } : fact));
    const card = { loadedMinor: 150, hubMinor: -350, atStores: [] };
    expect(judge({ ...withCard(card), recorded: forked })).toEqual([]);
    expect(judge(withCard(card)).map(({ promise }) => promise)).toContain('balance');
  });
});
