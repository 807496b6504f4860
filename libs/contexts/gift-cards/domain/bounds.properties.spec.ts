import { describe, expect, it } from '@jest/globals';
import {
  type Arbitrary,
  array,
  assert,
  constantFrom,
  integer,
  nat,
  property,
  record as shape,
} from 'fast-check';
import type { AnyEvent, Message } from '#kernel';
import {
  AllowanceGranted,
  AllowancesReclaimed,
  CaptureHold,
  effectOf,
  ExposureEnded,
  GrantAllowance,
  LoadCard,
  OverdraftSuspected,
  PlaceHold,
  ReclaimAllowances,
  type RecordedFact,
  RedeemCard,
  understand,
} from '../contracts/index.js';
import { giftCard } from './gift-card.decider.js';
import { freeMinor } from './ledger/ledger.js';
import { cardId, cardWith, euros, purchaseId } from './sample-card.js';
import { idOf, Shop } from './sample-shop.js';
import { north, record, south, west } from './sample-stores.js';

const STORES = [north, south, west] as const;
const RUNS = { numRuns: 300 };

const WHAT = [
  'load at hub',
  'redeem at hub',
  'hold at hub',
  'capture at hub',
  'grant',
  'grant',
  'reclaim',
  'redeem',
  'redeem',
  'redeem',
  'reverse',
  'hold',
  'capture',
  'release',
  'load',
  'give up',
  'tell',
  'tell',
] as const;

interface Move {
  readonly what: (typeof WHAT)[number];
  readonly store: number;
  readonly minor: number;
}

const moves: Arbitrary<readonly Move[]> = array(
  shape({ what: constantFrom(...WHAT), store: nat(2), minor: integer({ min: 1, max: 80 }) }),
  { maxLength: 80, size: 'max' },
);

/** A hub and three shops; after each thing that the hub does, it is looked at. */
class Town {
  readonly events: AnyEvent[] = [...cardWith(100)];
  readonly shops: readonly Shop[];
  reclaimedMinor = 0;
  private readonly hub = giftCard.open(this.events);
  private ids = 0;

  constructor(
    options: { readonly roams: boolean; readonly reclaims: boolean },
    private readonly look: (town: Town, last: readonly AnyEvent[]) => void,
  ) {
    this.reclaims = options.reclaims;
    this.shops = STORES.map((storeId, name) => new Shop(storeId, name, options.roams));
  }
  private readonly reclaims: boolean;

  get card() {
    return giftCard.fold(this.events);
  }

  private ask(command: Message<'command'>): void {
    const decision = this.hub.decide(command, { now: 0 });
    this.events.push(...decision.events);
    this.look(this, decision.events);
  }

  act({ what, store, minor }: Move): void {
    const shop = this.shops[store]!;
    const id = idOf('c', (this.ids += 1));
    const amount = euros(minor);
    switch (what) {
      case 'load at hub':
        return this.ask(new LoadCard({ cardId, loadId: id, amount }));
      case 'redeem at hub':
        return this.ask(new RedeemCard({ cardId, redemptionId: id, amount, allowPartial: minor % 2 === 0 }));
      case 'hold at hub':
        return this.ask(new PlaceHold({ cardId, holdId: `hold-${store}`, amount, purchaseId }));
      case 'capture at hub':
        return this.ask(new CaptureHold({ cardId, holdId: `hold-${store}` }));
      case 'grant':
        return this.grant(shop, id, minor);
      case 'reclaim':
        return this.reclaim(shop);
      case 'redeem':
        return shop.redeem(minor);
      case 'reverse':
        return shop.undo();
      case 'hold':
        return shop.hold(minor);
      case 'capture':
      case 'release':
        return shop.endHold(what === 'capture');
      case 'load':
        return shop.load(minor);
      case 'give up':
        return shop.giveUp();
      case 'tell':
        return this.hear(shop, minor % 4);
    }
  }

  private grant(shop: Shop, allowanceId: string, minor: number): void {
    const before = this.events.length;
    const asked = { cardId, allowanceId, storeId: shop.storeId, minor, atLeastMinor: 1 };
    this.ask(new GrantAllowance({ ...asked, leaseMs: 1_000, purpose: 'prefetch' }));
    const granted = this.events[before];
    if (granted instanceof AllowanceGranted) shop.lefts.set(allowanceId, granted.data.minor);
  }

  /** Without its word: the shop goes on. */
  private reclaim({ storeId }: Shop): void {
    if (!this.reclaims) return;
    const before = this.events.length;
    this.ask(new ReclaimAllowances({ cardId, storeId }));
    const reclaimed = this.events[before];
    if (reclaimed instanceof AllowancesReclaimed)
      for (const { minor } of reclaimed.data.allowances) this.reclaimedMinor += minor;
  }

  private hear(shop: Shop, count: number): void {
    const facts = shop.tell(count);
    if (facts.length > 0) this.ask(record(shop.storeId, ...facts));
  }

  hearAll(): void {
    for (const shop of this.shops) this.hear(shop, 500);
  }

  /** With what the hub has not heard yet. */
  get trueBalanceMinor(): number {
    const untold = this.shops.flatMap((shop) => shop.untold.map(effectOfFact));
    return untold.reduce((sum, { balanceMinor }) => sum + balanceMinor, this.card.balanceMinor);
  }

  /** What stores took out of their risk budgets, and the hub has not said to be over. */
  get exposedMinor(): number {
    const taken = this.shops.flatMap(({ chain }) => chain.map(effectOfFact));
    const over = this.events.map((event) => (event instanceof ExposureEnded ? event.data.minor : 0));
    return total(taken.map(({ riskMinor }) => riskMinor)) - total(over);
  }

  get unbackedMinor(): number {
    return this.shops.reduce((sum, shop) => sum + shop.unbackedMinor, 0);
  }
}

function effectOfFact({ says }: RecordedFact) {
  const said = understand(says);
  if (!said) throw new Error(`A shop says ${says.type}`);
  return effectOf(said);
}

const total = (parts: readonly number[]): number => parts.reduce((sum, minor) => sum + minor, 0);

function play(town: Town, sequence: readonly Move[]): Town {
  for (const move of sequence) town.act(move);
  town.hearAll();
  return town;
}

const suspected = (events: readonly AnyEvent[]) =>
  events.filter((event) => event instanceof OverdraftSuspected);

describe('Whatever honest stores do while the hub does not hear them', () => {
  it('no card is overdrawn where they draw on allowances only', () => {
    const options = { roams: false, reclaims: false };
    const look = (town: Town) => {
      const { card } = town;
      expect(card.balanceMinor).toBeGreaterThanOrEqual(0);
      expect(freeMinor(card)).toBeGreaterThanOrEqual(0);
      expect(card.conflicts.untold).toEqual([]);
    };
    assert(
      property(moves, (sequence) => {
        const { events, card } = play(new Town(options, look), sequence);
        expect(suspected(events)).toEqual([]);
        expect([...card.conflicts.all.values()]).toEqual([]);
      }),
      RUNS,
    );
  });

  it('a card is overdrawn by no more than what they took without an allowance, and what was reclaimed', () => {
    const options = { roams: true, reclaims: true };
    const look = ({ card }: Town, events: readonly AnyEvent[]) => {
      const isGrant = events.some((event) => event instanceof AllowanceGranted);
      expect(isGrant && freeMinor(card) < 0).toBe(false);
    };
    assert(
      property(moves, (sequence) => {
        const town = play(new Town(options, look), sequence);
        const { balanceMinor, overdrafts } = town.card;
        expect(balanceMinor).toBeGreaterThanOrEqual(-(town.unbackedMinor + town.reclaimedMinor));
        expect(overdrafts.openId === undefined && balanceMinor < 0).toBe(false);
      }),
      RUNS,
    );
  });

  it('a card is overdrawn by no more than what the hub has not said to be over, at any time', () => {
    assert(
      property(moves, (sequence) => {
        const town = new Town({ roams: true, reclaims: false }, () => {});
        for (const move of sequence) {
          town.act(move);
          expect(town.trueBalanceMinor).toBeGreaterThanOrEqual(-town.exposedMinor);
        }
      }),
      RUNS,
    );
  });

  it('the hub knows of each allowance what its store knows', () => {
    assert(
      property(moves, (sequence) => {
        const { card, shops } = play(new Town({ roams: true, reclaims: false }, () => {}), sequence);
        const known = shops.flatMap(({ lefts }) => [...lefts]).filter(([, left]) => left > 0);
        const lefts = [...card.allowances.all.values()].filter(({ leftMinor }) => leftMinor !== 0);
        expect(lefts.map(({ id, leftMinor }) => [id, leftMinor]).toSorted()).toEqual(known.toSorted());
      }),
      RUNS,
    );
  });
});
