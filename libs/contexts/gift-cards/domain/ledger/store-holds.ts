import type { Draw } from '../../contracts/index.js';
import { conflicting, giveBack } from './draws.js';
import type { Ledger, StoreHold } from './ledger.js';
import { approve, take } from './takings.js';
import type { ToldFact } from './told-fact.js';

/** A store sets value aside. */
export function holdAtStore(before: Ledger, fact: ToldFact, what: Parameters<typeof approve>[2]): Ledger {
  const { ledger, uncoveredMinor, breach } = approve(before, fact, what);
  const { storeId, forked } = fact;
  const hold = { storeId, forked, minor: what.minor, uncoveredMinor, breach, isLive: true };
  return {
    ...ledger,
    heldMinor: ledger.heldMinor + what.minor,
    books: { ...ledger.books, holds: ledger.books.holds.with(fact.id, hold) },
  };
}

interface HoldGivenBack {
  readonly hold: string;
  readonly back: readonly Draw[];
  readonly unbackedBackMinor: number;
}

/** A hold is taken, in part or whole. What goes beyond it, or was not held, is gone as well. */
export function captureAtStore(
  before: Ledger,
  fact: ToldFact,
  what: HoldGivenBack & { readonly minor: number },
): Ledger {
  const hold = liveHold(before, fact, what.hold);
  const overMinor = Math.max(0, what.minor - (hold?.minor ?? 0));
  const uncoveredOfHold = (hold?.uncoveredMinor ?? 0) - what.unbackedBackMinor;
  const taken = {
    minor: what.minor,
    uncoveredMinor: Math.min(what.minor, Math.max(0, uncoveredOfHold) + overMinor),
    breach: overMinor > 0 || (hold?.breach ?? true),
  };
  const ledger = take(hold ? ended(before, fact, hold, what) : before, fact, taken);
  if (overMinor === 0) return ledger;
  const detail = hold ? 'More was captured than was held' : 'What was captured was not held, or not any more';
  return conflicting(ledger, fact, 'capture-over-hold', { subject: what.hold, minor: overMinor, detail });
}

/** All of a hold goes back. */
export function releaseAtStore(
  before: Ledger,
  fact: ToldFact,
  what: HoldGivenBack & { readonly heldMinor: number },
): Ledger {
  const hold = liveHold(before, fact, what.hold);
  if (hold) return ended(before, fact, hold, what);
  const detail = 'What was released was not held, or not any more';
  return conflicting(before, fact, 'double-reversal', { subject: what.hold, minor: what.heldMinor, detail });
}

/** A second history touches nothing of the first. */
function liveHold({ books }: Ledger, { storeId, forked }: ToldFact, id: string): StoreHold | undefined {
  const hold = books.holds.get(id);
  return hold?.isLive && hold.storeId === storeId && hold.forked === forked ? hold : undefined;
}

function ended(before: Ledger, fact: ToldFact, hold: StoreHold, what: HoldGivenBack): Ledger {
  const ledger = giveBack(before, fact, what.back);
  const holds = ledger.books.holds.with(what.hold, { ...hold, isLive: false });
  return { ...ledger, heldMinor: ledger.heldMinor - hold.minor, books: { ...ledger.books, holds } };
}
