import { type Backing, backing } from '#contracts/gift-cards';
import type { Limit } from '../contracts/index.js';
import { riskLeftMinor, type StoreBooks, unconfirmedMinor } from './books.js';
import type { CardView, OwnAllowance } from './card-view.js';
import { leaseLeftMs } from './leases.js';
import type { Moment } from './moment.js';

/** Allowances that can be drawn on now, the one first whose lease ends first. */
export function drawable(view: CardView, { at }: Moment): OwnAllowance[] {
  const leftMs = (allowance: OwnAllowance) => leaseLeftMs(allowance, at);
  return view.allowances
    .filter((each) => each.leftMinor > 0 && !each.recalled && leftMs(each) > 0)
    .toSorted((a, b) => compare(leftMs(a), leftMs(b)) || (a.allowanceId < b.allowanceId ? -1 : 1));
}

const compare = (a: number, b: number): number => (a === b ? 0 : a - b);

/** How an amount can be covered at most: by allowances, and beyond them within all limits. */
export interface Coverage {
  readonly backing: Backing;
  readonly backedMinor: number;
  /** What may be approved of the amount. */
  readonly approvableMinor: number;
  /** What stands in the way of more. */
  readonly limit: Limit;
}

export function coverageOf(minor: number, view: CardView, books: StoreBooks, now: Moment): Coverage {
  const whole = backing(minor, drawable(view, now));
  const backedMinor = minor - whole.unbackedMinor;
  const { limit, leftMinor } = tightest(view, books, now, backedMinor);
  const unbackedMinor = Math.min(whole.unbackedMinor, Math.max(0, leftMinor));
  return {
    backing: { draws: whole.draws, unbackedMinor },
    backedMinor,
    approvableMinor: backedMinor + unbackedMinor,
    limit,
  };
}

interface Room {
  readonly limit: Limit;
  readonly leftMinor: number;
}

/** The limit that leaves the least room for what no allowance covers. */
function tightest(view: CardView, books: StoreBooks, now: Moment, backedMinor: number): Room {
  return roomsOf(view, books, now, backedMinor).reduce((least, room) =>
    room.leftMinor < least.leftMinor ? room : least,
  );
}

function roomsOf(
  view: CardView,
  books: StoreBooks,
  { knowledgeAgeMs }: Moment,
  backedMinor: number,
): [Room, ...Room[]] {
  const { mode, unbackedPerRedemptionMinor, unbackedPerCardMinor, knowledgeAgeMsMax } = view.policy;
  if (mode === 'strict' || mode === 'online-only') return [{ limit: 'policy', leftMinor: 0 }];
  if (knowledgeAgeMs > knowledgeAgeMsMax) return [{ limit: 'knowledge-age', leftMinor: 0 }];
  return [
    { limit: 'balance', leftMinor: view.balanceMinor - view.heldMinor - backedMinor },
    { limit: 'per-redemption', leftMinor: unbackedPerRedemptionMinor },
    { limit: 'per-card', leftMinor: unbackedPerCardMinor - view.unconfirmedUnbackedMinor },
    mode === 'hybrid'
      ? { limit: 'risk-budget', leftMinor: riskLeftMinor(books) }
      : {
          limit: 'optimistic-budget',
          leftMinor: books.terms.optimisticMinorMax - unconfirmedMinor(books),
        },
  ];
}

/** What is missing in allowances for an amount: what a store on line asks the hub for before it decides. */
export function shortfallMinor(minor: number, view: CardView, now: Moment): number {
  return backing(minor, drawable(view, now)).unbackedMinor;
}
