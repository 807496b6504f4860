import { describe, expect, it } from '@jest/globals';
import { usualPolicy } from '#contracts/gift-cards';
import { specification } from '#testing';
import {
  AcceptFacts,
  AssignStock,
  EndStore,
  EnrolmentRefused,
  EnrolStore,
  FactsAccepted,
  FactsCountAlready,
  GrantLoadBudget,
  GrantReused,
  GrantRisk,
  LoadBudgetGranted,
  RegisterStore,
  ReplenishRisk,
  RiskGranted,
  RiskReplenished,
  SetStorePolicy,
  StockAssigned,
  StoreAlreadyRegistered,
  StoreEnded,
  StoreEnrolled,
  StoreHasEnded,
  StoreHasNotEnded,
  StorePolicySet,
  StoreRegistered,
  StoreUnknown,
} from '../contracts/index.js';
import { store } from './store.decider.js';
import { termsOf } from './terms.js';

const storeId = '0197a1b2-0000-7000-8000-000000000001';
const cardId = '0197a1b2-0000-7000-8000-00000000000a';
const codeDigest = 'c'.repeat(43);
const publicKey = 'k'.repeat(43);
const data = {
  storeId,
  name: 'Main Street',
  currency: 'EUR',
  codeDigest,
  codeUntilMs: 4_102_444_800_000,
} as const;
const registered = new StoreRegistered(data);
const enrolled = new StoreEnrolled({ storeId, publicKey });
const end = { storeId, reason: 'lost', acceptedThrough: 7, why: 'It burnt down' } as const;
const ended = new StoreEnded(end);
const why = 'The cash book shows them';
const grantRisk = (minor: number) => new GrantRisk({ storeId, grantId: 'may', minor });
const riskGranted = (minor: number, grantId = 'may') => new RiskGranted({ storeId, grantId, minor });
const policy = { ...usualPolicy, mode: 'strict' } as const;

describe('A store', () => {
  it('is registered once', () => {
    specification(store).given().when(new RegisterStore(data)).then(registered);
    specification(store)
      .given(registered)
      .when(new RegisterStore(data))
      .thenRefused(new StoreAlreadyRegistered({ storeId }));
  });

  it('is enrolled by the node that has its code, which may ask again', () => {
    const enrol = new EnrolStore({ storeId, codeDigest, publicKey });
    specification(store).given(registered).when(enrol).then(enrolled);
    specification(store).given(registered, enrolled).when(enrol).thenNothingNew(enrolled);
  });

  it('is enrolled by no other node, with no other code, and not when it was never registered', () => {
    const refused = new EnrolmentRefused({ storeId });
    const [enrol, other] = [
      new EnrolStore({ storeId, codeDigest, publicKey }),
      new EnrolStore({ storeId, codeDigest, publicKey: 'x'.repeat(43) }),
    ];
    const wrong = new EnrolStore({ storeId, codeDigest: 'x'.repeat(43), publicKey });
    specification(store).given(registered, enrolled).when(other).thenRefused(refused);
    specification(store).given(registered).when(wrong).thenRefused(refused);
    specification(store).given().when(enrol).thenRefused(refused);
    specification(store).given(registered, ended).when(enrol).thenRefused(refused);
  });

  it('is not enrolled with a code that is too old', () => {
    const old = new StoreRegistered({ ...data, codeUntilMs: 0 });
    specification(store)
      .given(old)
      .when(new EnrolStore({ storeId, codeDigest, publicKey }))
      .thenRefused(new EnrolmentRefused({ storeId }));
  });

  it('is granted a risk budget once for each grant', () => {
    specification(store).given(registered).when(grantRisk(300)).then(riskGranted(300));
    specification(store)
      .given(registered, riskGranted(300))
      .when(grantRisk(300))
      .thenNothingNew(riskGranted(300));
    specification(store)
      .given(registered, riskGranted(300))
      .when(grantRisk(400))
      .thenRefused(new GrantReused({ storeId, grantId: 'may' }));
    specification(store)
      .given(registered, riskGranted(300))
      .when(new GrantLoadBudget({ storeId, grantId: 'may', minor: 300 }))
      .thenRefused(new GrantReused({ storeId, grantId: 'may' }));
  });

  it('gets back what was no risk after all, by the sum since it began, and so nothing twice', () => {
    const replenish = (endedMinor: number) => new ReplenishRisk({ storeId, endedMinor });
    const replenished = (minor: number, endedMinor: number) =>
      new RiskReplenished({ storeId, minor, endedMinor });
    specification(store).given(registered, enrolled).when(replenish(70)).then(replenished(70, 70));
    const known = specification(store).given(registered, enrolled, replenished(70, 70));
    known.when(replenish(100)).then(replenished(30, 100));
    known.when(replenish(70)).thenNothingNew(replenished(70, 70));
    known.when(replenish(20)).thenNothingNew(replenished(70, 70));
  });

  it('gets back nothing when it has ended or was never registered', () => {
    const replenish = new ReplenishRisk({ storeId, endedMinor: 70 });
    specification(store).given(registered, ended).when(replenish).thenRefused(new StoreHasEnded({ storeId }));
    specification(store).given().when(replenish).thenRefused(new StoreUnknown({ storeId }));
  });

  it('is granted nothing when it has ended or was never registered', () => {
    specification(store)
      .given(registered, ended)
      .when(grantRisk(300))
      .thenRefused(new StoreHasEnded({ storeId }));
    specification(store).given().when(grantRisk(300)).thenRefused(new StoreUnknown({ storeId }));
  });

  it('has a policy, a load budget and a stock', () => {
    const load = { storeId, grantId: 'cash', minor: 50_000 };
    specification(store).given(registered).when(new GrantLoadBudget(load)).then(new LoadBudgetGranted(load));
    const set = { storeId, policy, optimisticMinorMax: 10_000 };
    specification(store).given(registered).when(new SetStorePolicy(set)).then(new StorePolicySet(set));
    const stock = new StockAssigned({ storeId, cardIds: [cardId] });
    const assign = new AssignStock({ storeId, cardIds: [cardId, cardId] });
    specification(store).given(registered).when(assign).then(stock);
    specification(store)
      .given(registered, stock)
      .when(assign)
      .thenNothingNew(new StockAssigned({ storeId, cardIds: [] }));
  });

  it('ends once, for whatever reason', () => {
    specification(store).given(registered, enrolled).when(new EndStore(end)).then(ended);
    const revoke = new EndStore({ ...end, reason: 'revoked', acceptedThrough: 3 });
    specification(store).given(registered, enrolled, ended).when(revoke).thenNothingNew(ended);
    specification(store).given().when(new EndStore(end)).thenRefused(new StoreUnknown({ storeId }));
  });

  it('does not end before the last fact that the hub has taken in, which counts already', () => {
    const endAt = (acceptedThrough: number) =>
      new EndStore({ ...end, reason: 'revoked', acceptedThrough, heardThrough: 7 });
    const endedAt = (acceptedThrough: number) =>
      new StoreEnded({ ...end, reason: 'revoked', acceptedThrough });
    const known = specification(store).given(registered, enrolled);
    known.when(endAt(6)).thenRefused(new FactsCountAlready({ storeId, acceptedThrough: 6, heardThrough: 7 }));
    known.when(endAt(7)).then(endedAt(7));
    known.when(endAt(8)).then(endedAt(8));
    specification(store).given(registered, enrolled, ended).when(endAt(6)).thenNothingNew(ended);
    specification(store).given().when(endAt(6)).thenRefused(new StoreUnknown({ storeId }));
  });

  it('that has ended may have more of its facts accepted, never less', () => {
    const accept = (acceptedThrough: number) => ({ storeId, acceptedThrough, why });
    const accepted = (place: number) => new FactsAccepted(accept(place));
    specification(store)
      .given(registered, enrolled, ended)
      .when(new AcceptFacts(accept(9)))
      .then(accepted(9));
    specification(store)
      .given(registered, enrolled, ended)
      .when(new AcceptFacts(accept(5)))
      .thenNothingNew(accepted(5));
    specification(store)
      .given(registered, enrolled)
      .when(new AcceptFacts(accept(9)))
      .thenRefused(new StoreHasNotEnded({ storeId }));
  });

  it('is told what it may do: the sums of all grants and of what it got back, and the usual policy until another is set', () => {
    const back = new RiskReplenished({ storeId, minor: 70, endedMinor: 70 });
    const known = store.fold([registered, enrolled, riskGranted(300), riskGranted(200, 'june'), back]);
    if (known.status === 'unregistered') throw new Error('The store is not known');
    expect(termsOf(known)).toEqual({
      storeId,
      version: 5,
      name: 'Main Street',
      currency: 'EUR',
      status: 'enrolled',
      riskGrantedMinor: 570,
      loadGrantedMinor: 0,
      optimisticMinorMax: 0,
      policy: usualPolicy,
      stock: [],
    });
  });
});
