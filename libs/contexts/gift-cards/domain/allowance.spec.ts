import { describe, it } from '@jest/globals';
import { specification } from '#testing';
import {
  AllowanceGranted,
  AllowancesRecalled,
  AllowancesReclaimed,
  BlockCard,
  CardIsBlocked,
  CardNotActive,
  CardUnknown,
  GrantAllowance,
  InsufficientBalance,
  PlaceHold,
  PolicyAssigned,
  PrefetchNotAllowed,
  RecallAllowances,
  ReclaimAllowances,
  RecordStoreFacts,
  RedeemCard,
  RequestReused,
  usualPolicy,
  ValueRedeemedAcross,
} from '../contracts/index.js';
import { giftCard } from './gift-card.decider.js';
import {
  activated,
  blocked,
  cardId,
  cardWith,
  euros,
  held,
  holdId,
  issued,
  purchaseId,
  redeemed,
  redemptionId,
} from './sample-card.js';
import {
  allowanceId,
  blockedAtStore,
  from,
  loadAtStoreId,
  loadedAtStore,
  redeemedAtStore,
} from './sample-statements.js';
import { fact, granted, north, recorded, south } from './sample-stores.js';

interface Asked {
  readonly atLeast?: number;
  readonly purpose?: 'prefetch' | 'just-in-time';
  readonly storeId?: string;
}

const grant = (minor: number, { atLeast = minor, purpose = 'prefetch', storeId = north }: Asked = {}) =>
  new GrantAllowance({
    cardId,
    allowanceId,
    storeId,
    minor,
    atLeastMinor: atLeast,
    leaseMs: 3_600_000,
    purpose,
  });
const short = (available: number, requested: number, setAside?: number) =>
  new InsufficientBalance({
    cardId,
    available,
    requested,
    currency: 'EUR',
    ...(setAside !== undefined && { setAside }),
  });
const other = '01980000-0000-7000-8000-00000000a102';

describe('Granting an allowance', () => {
  const with500 = specification(giftCard).given(...cardWith(500));

  it('sets aside what is free, down to the last cent', () => {
    with500.when(grant(500)).then(granted(500));
  });

  it('sets less aside when less will do', () => {
    with500.when(grant(600, { atLeast: 500 })).then(granted(500));
    with500.when(grant(600, { atLeast: 501 })).thenRefused(short(500, 501));
  });

  it('asks other stores for what they have, and not the one that wants it, when a till waits for more than is free', () => {
    const recall = new AllowancesRecalled({ cardId, allowanceIds: [other] });
    const set = specification(giftCard).given(...cardWith(500), granted(400, south, other));
    const wanted = { storeId: north, purpose: 'just-in-time', atLeast: 1 } as const;
    const { data } = granted(100);
    set.when(grant(101, wanted)).then(new AllowanceGranted({ ...data, purpose: 'just-in-time' }), recall);
    set.when(grant(101, { ...wanted, atLeast: 101 })).thenRefused(short(100, 101, 400), recall);
    const own = specification(giftCard).given(...cardWith(500), granted(500, north, other));
    own.when(grant(101, wanted)).thenRefused(short(0, 1, 500));
  });

  it('leaves alone what is held, and what is set aside already', () => {
    specification(giftCard)
      .given(...cardWith(500), held(100), granted(300, south, other))
      .when(grant(200, { atLeast: 101 }))
      .thenRefused(short(100, 101, 300));
  });

  it('does not count on what was drawn beyond another allowance', () => {
    const facts = [fact(1, redeemedAtStore({ draws: from(150, other) }))];
    const sums = { balanceMinor: 350 };
    specification(giftCard)
      .given(...cardWith(500), granted(100, south, other), recorded(south, facts, sums))
      .when(grant(500, { atLeast: 1 }))
      .then(granted(350));
  });

  it('again is done already, and again with other data is refused', () => {
    const reused = new RequestReused({ cardId, requestId: allowanceId });
    const known = specification(giftCard).given(...cardWith(500), granted(500), blocked());
    known.when(grant(600, { atLeast: 1 })).thenNothingNew(granted(500));
    known.when(grant(500, { storeId: south })).thenRefused(reused);
    known.when(grant(400)).thenRefused(reused);
  });

  it('takes no id that a load at a store has', () => {
    const facts = [fact(1, loadedAtStore(100, allowanceId))];
    specification(giftCard)
      .given(...cardWith(500), recorded(north, facts, { balanceMinor: 600, setAsideMinor: 100 }))
      .when(grant(100))
      .thenRefused(new RequestReused({ cardId, requestId: allowanceId }));
  });

  it('beforehand is refused where stores may decide on line only', () => {
    const policy = { ...usualPolicy, mode: 'online-only' as const };
    const careful = specification(giftCard).given(
      ...cardWith(500),
      new PolicyAssigned({ cardId, policy, before: usualPolicy }),
    );
    careful.when(grant(100)).thenRefused(new PrefetchNotAllowed({ cardId }));
    const now = { ...granted(100).data, purpose: 'just-in-time' as const };
    careful.when(grant(100, { purpose: 'just-in-time' })).then(new AllowanceGranted(now));
  });

  it.each([
    ['unknown', [], new CardUnknown({ cardId })],
    ['not active yet', [issued()], new CardNotActive({ cardId })],
    ['blocked', [issued(), activated(), blocked()], new CardIsBlocked({ cardId })],
  ])('is refused when the card is %s', (_, history, refusal) => {
    specification(giftCard)
      .given(...history)
      .when(grant(1))
      .thenRefused(refusal);
  });
});

describe('What is set aside at stores', () => {
  const with200Left = specification(giftCard).given(...cardWith(500), granted(300));

  it('is neither redeemed nor held at the hub, which says how much it is, and asks for it back', () => {
    const redeem = new RedeemCard({ cardId, redemptionId, amount: euros(201), allowPartial: false });
    const hold = new PlaceHold({ cardId, holdId, amount: euros(201), purchaseId });
    const recall = new AllowancesRecalled({ cardId, allowanceIds: [allowanceId] });
    for (const command of [redeem, hold]) {
      with200Left.when(command).thenRefused(short(200, 201, 300), recall);
      // It is asked for once, however often somebody tries.
      const asked = specification(giftCard).given(...cardWith(500), granted(300), recall);
      asked.when(command).thenRefused(short(200, 201, 300));
    }
    with200Left.when(new RedeemCard({ ...redeem.data, allowPartial: true })).then(redeemed(200, 201));
  });

  it('is asked back, once', () => {
    const facts = [fact(1, loadedAtStore(100))];
    const set = specification(giftCard).given(
      ...cardWith(500),
      granted(300),
      recorded(south, facts, { balanceMinor: 600, setAsideMinor: 400 }),
    );
    const recall = new AllowancesRecalled({ cardId, allowanceIds: [allowanceId, loadAtStoreId] });
    set.when(new RecallAllowances({ cardId })).then(recall);
    specification(giftCard)
      .given(...cardWith(500), granted(300), new AllowancesRecalled({ cardId, allowanceIds: [allowanceId] }))
      .when(new RecallAllowances({ cardId }))
      .thenNothingNew(new AllowancesRecalled({ cardId, allowanceIds: [] }));
  });

  it('is asked back when the card is blocked, at the hub or at a store', () => {
    const set = specification(giftCard).given(...cardWith(500), granted(300));
    const recall = new AllowancesRecalled({ cardId, allowanceIds: [allowanceId] });
    set.when(new BlockCard({ cardId, reason: 'reported lost' })).then(blocked(), recall);
    const facts = [fact(1, blockedAtStore('01980000-0000-7000-8000-00000000e001'))];
    const sums = { status: 'blocked' as const, balanceMinor: 500, setAsideMinor: 300 };
    set
      .when(new RecordStoreFacts({ cardId, storeId: south, facts }))
      .then(recorded(south, facts, sums), recall);
  });

  it('cannot be asked back of a card that is unknown', () => {
    specification(giftCard)
      .given()
      .when(new RecallAllowances({ cardId }))
      .thenRefused(new CardUnknown({ cardId }));
  });

  it('is taken back without a word of its store, and only of that store', () => {
    const reclaimed = (minor: number) =>
      new AllowancesReclaimed({
        cardId,
        storeId: north,
        allowances: [{ allowanceId, minor }],
        currency: 'EUR',
      });
    const reclaim = new ReclaimAllowances({ cardId, storeId: north });
    const drawn = recorded(north, [fact(1, redeemedAtStore({ draws: from(120) }))], {
      balanceMinor: 380,
      setAsideMinor: 280,
    });
    const moves = [{ soldAt: 'hub' as const, redeemedAt: north, minor: 120 }];
    const told = new ValueRedeemedAcross({ cardId, currency: 'EUR', moves });
    const set = [...cardWith(500), granted(300), granted(100, south, other), drawn, told];
    specification(giftCard)
      .given(...set)
      .when(reclaim)
      .then(reclaimed(180));
    specification(giftCard)
      .given(...set, reclaimed(180))
      .when(reclaim)
      .thenNothingNew(new AllowancesReclaimed({ cardId, storeId: north, allowances: [], currency: 'EUR' }));
    specification(giftCard)
      .given(...set, reclaimed(180))
      .when(new PlaceHold({ cardId, holdId, amount: euros(280), purchaseId }))
      .then(held(280));
  });
});
