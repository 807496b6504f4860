import { describe, it } from '@jest/globals';
import { specification } from '#testing';
import {
  AllowancesReclaimed,
  CardLoaded,
  CardRedeemedAtStore,
  LoadCard,
  OverdraftSuspected,
  ReclaimAllowances,
  ValueRedeemedAcross,
} from '../contracts/index.js';
import { giftCard } from './gift-card.decider.js';
import { cardId, cardWith, euros } from './sample-card.js';
import { allowanceId, from, loadAtStoreId, redeemedAtStore, reversedAtStore } from './sample-statements.js';
import { fact, granted, north, ended, record, recorded, south } from './sample-stores.js';

const suspected = (minor: number) =>
  new OverdraftSuspected({ cardId, caseId: `${cardId}:overdraft:1`, minor, currency: 'EUR' });
const fromHub = (redeemedAt: string, minor: number) =>
  new ValueRedeemedAcross({ cardId, currency: 'EUR', moves: [{ soldAt: 'hub', redeemedAt, minor }] });

const andIsOver = (at: string, minor: number) => [fromHub(at, minor), ended(at, minor)];
const andIsShort = (at: string, minor: number, shortMinor: number) => [
  fromHub(at, minor),
  suspected(shortMinor),
];

const atNorth = fact(1, redeemedAtStore({ unbacked: 300 }), { id: 'north' });
const known = [...cardWith(500), recorded(north, [atNorth], { balanceMinor: 200 }), fromHub(north, 300)];

describe('What a store approved out of its risk budget', () => {
  it('is no risk any more when the hub knows of it, and the value was there', () => {
    specification(giftCard)
      .given(...cardWith(500))
      .when(record(north, atNorth))
      .then(recorded(north, [atNorth], { balanceMinor: 200 }), ...andIsOver(north, 300));
  });

  it('is told of once', () => {
    const next = fact(2, redeemedAtStore({ unbacked: 50 }));
    specification(giftCard)
      .given(...known, ended(north, 300))
      .when(record(north, next))
      .then(recorded(north, [next], { balanceMinor: 150 }), ...andIsOver(north, 50));
  });

  it('is over also when it was reversed, since a store gives nothing back to its budget by itself', () => {
    const facts = [atNorth, fact(2, reversedAtStore(atNorth.id, { unbackedBack: 300 }))];
    specification(giftCard)
      .given(...cardWith(500))
      .when(record(north, ...facts))
      .then(recorded(north, facts, { balanceMinor: 500 }), ended(north, 300));
  });

  it('was none where the card is optimistic', () => {
    const { body } = redeemedAtStore({ unbacked: 300 });
    const optimistic = fact(1, CardRedeemedAtStore.say({ ...body, mode: 'optimistic' }));
    specification(giftCard)
      .given(...cardWith(500))
      .when(record(north, optimistic))
      .then(recorded(north, [optimistic], { balanceMinor: 200 }), fromHub(north, 300));
  });

  it('stays one as long as the card is short', () => {
    const facts = [atNorth, fact(2, redeemedAtStore({ unbacked: 250 }))];
    specification(giftCard)
      .given(...cardWith(500))
      .when(record(north, ...facts))
      .then(recorded(north, facts, { balanceMinor: -50 }), ...andIsShort(north, 500, 50));
  });

  it('stays one as long as the case is open, also of what comes later', () => {
    const history = [...known, suspected(50)];
    const next = fact(2, redeemedAtStore({ unbacked: 50 }));
    specification(giftCard)
      .given(...history)
      .when(record(north, next))
      .then(recorded(north, [next], { balanceMinor: 150 }), fromHub(north, 50));
  });
});

describe('What a store approved of a card of which another store has a part', () => {
  const promised = [...cardWith(500), granted(300, south)];
  const sums = { balanceMinor: 200, setAsideMinor: 300 };
  const short = [...promised, recorded(north, [atNorth], sums), fromHub(north, 300)];

  it('stays a risk as long as the other may draw what is not there', () => {
    specification(giftCard)
      .given(...promised)
      .when(record(north, atNorth))
      .then(recorded(north, [atNorth], sums), fromHub(north, 300));
    const drawn = fact(1, redeemedAtStore({ draws: from(300) }));
    specification(giftCard)
      .given(...short)
      .when(record(south, drawn))
      .then(
        recorded(south, [drawn], { balanceMinor: -100 }, { setAsideMinor: -300 }),
        ...andIsShort(south, 200, 100),
      );
  });

  it('is over when value comes that covers both', () => {
    const load = { cardId, loadId: loadAtStoreId, amount: euros(100) };
    specification(giftCard)
      .given(...short)
      .when(new LoadCard(load))
      .then(new CardLoaded(load), ended(north, 300));
  });

  it('is over when the other gives its part up', () => {
    const allowances = [{ allowanceId, minor: 300 }];
    specification(giftCard)
      .given(...short)
      .when(new ReclaimAllowances({ cardId, storeId: south }))
      .then(
        new AllowancesReclaimed({ cardId, storeId: south, allowances, currency: 'EUR' }),
        ended(north, 300),
      );
  });
});
