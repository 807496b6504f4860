import { type CardPolicy, effectOf, type PolicyMode, type StoreTerms } from '#contracts/gift-cards';
import type { Currency, Fact } from '#kernel';
import type { KnownCard } from './known-card.js';
import type { Lease } from './leases.js';
import { unbackedMinorOf } from './unconfirmed.js';

/** Value that this store may draw on, as long as its lease lasts. */
export interface OwnAllowance extends Lease {
  readonly allowanceId: string;
  /** A plain sum in minor units. */
  readonly leftMinor: number;
  readonly recalled: boolean;
}

/** What follows from all that a store knows of a card: sums over a set, in minor units. */
export interface CardView {
  readonly cardId: string;
  readonly currency: Currency;
  readonly isActive: boolean;
  readonly isBlocked: boolean;
  readonly balanceMinor: number;
  readonly heldMinor: number;
  readonly policy: CardPolicy;
  /** Of the hub's standing, 0 without one. */
  readonly version: number;
  readonly allowances: readonly OwnAllowance[];
  /** What this store took beyond allowances, and has no receipt for. */
  readonly unconfirmedUnbackedMinor: number;
}

interface Viewer {
  readonly storeId: string;
  readonly terms: StoreTerms;
  /** The hub has the facts of this store up to here. */
  readonly checkpointSeq: number;
  readonly endedStores: ReadonlySet<string>;
}

/** @returns undefined for a card that nobody has spoken of */
export function viewOf(all: KnownCard, viewer: Viewer): CardView | undefined {
  const known = { ...all, facts: all.facts.filter((fact) => counts(fact, viewer)) };
  const { cardId, facts, standing } = known;
  const base = baseOf(known, viewer);
  if (!base) return undefined;
  const effects = facts.map(({ says }) => effectOf(says));
  const sum = (of: 'balanceMinor' | 'heldMinor') =>
    effects.reduce((total, effect) => total + effect[of], base[of]);
  return {
    cardId,
    currency: base.currency,
    isActive: base.isActive || facts.some(({ says }) => says.type === 'gift-cards.activated-at-store'),
    isBlocked: isBlocked(known),
    balanceMinor: sum('balanceMinor'),
    heldMinor: sum('heldMinor'),
    policy: base.policy,
    version: standing?.version ?? 0,
    allowances: allowancesOf(known, viewer.storeId),
    unconfirmedUnbackedMinor: unbackedMinorOf(unconfirmedOf(known, viewer)),
  };
}

/**
 * Of a store that has ended, only what the hub says: there may be two histories of it, of which a standing contains facts without
 * its frontier telling so, and what it said last the hub may never count.
 */
const counts = ({ author }: Fact, { storeId, endedStores }: Viewer): boolean =>
  author === storeId || !endedStores.has(author);

/** The strictest first. */
const MODES: readonly PolicyMode[] = ['online-only', 'strict', 'hybrid', 'optimistic'];

/** Of a card in the list, both its policy and the terms of the store have to allow what is taken. */
const noLooserThan = (mode: PolicyMode | null, policy: CardPolicy): CardPolicy => ({
  ...policy,
  mode: MODES.find((each) => each === mode || each === policy.mode) ?? policy.mode,
});

type Base = Pick<CardView, 'currency' | 'isActive' | 'balanceMinor' | 'heldMinor' | 'policy'>;

function baseOf({ cardId, standing, listed }: KnownCard, { terms }: Viewer): Base | undefined {
  if (standing) return { ...standing, isActive: standing.status === 'active' };
  const { policy } = terms;
  if (listed) {
    const [, balanceMinor, currency, status, mode] = listed;
    const isActive = status !== 'issued';
    return { currency, isActive, balanceMinor, heldMinor: 0, policy: noLooserThan(mode, policy) };
  }
  if (!terms.stock.includes(cardId)) return undefined;
  return { currency: terms.currency, isActive: false, balanceMinor: 0, heldMinor: 0, policy };
}

/** A block counts as long as nobody who knew of it has ended it. */
function isBlocked({ standing, listed, facts, hot }: KnownCard): boolean {
  if (standing ? standing.blocks.length > 0 : listed?.[3] === 'blocked') return true;
  if (facts.some(({ says }) => says.type === 'gift-cards.blocked-at-store')) return true;
  return hot.some(({ version }) => version > (standing?.version ?? 0));
}

function allowancesOf({ standing, leases, facts }: KnownCard, storeId: string): OwnAllowance[] {
  const own = new Map<string, OwnAllowance>();
  for (const { id, leftMinor, recalled, leaseMs, storeId: owner } of standing?.allowances ?? []) {
    if (owner === storeId)
      own.set(id, { allowanceId: id, leftMinor, recalled, leaseMs, heardAt: leases[id] });
  }
  const told = facts.filter(({ author }) => author === storeId);
  const loadedHere = new Set(
    told.flatMap(({ says }) => (says.type === 'gift-cards.loaded-at-store' ? [says.body.loadId] : [])),
  );
  for (const { says } of told) {
    for (const { allowanceId, minor } of effectOf(says).left) {
      const before = own.get(allowanceId) ?? {
        allowanceId,
        leftMinor: 0,
        recalled: false,
        // What comes back to an allowance that the hub has seen used up has no lease any more: it goes on to the hub.
        leaseMs: loadedHere.has(allowanceId) ? undefined : 0,
        heardAt: undefined,
      };
      own.set(allowanceId, { ...before, leftMinor: before.leftMinor + minor });
    }
  }
  return [...own.values()].toSorted((a, b) => (a.allowanceId < b.allowanceId ? -1 : 1));
}

const unconfirmedOf = ({ facts }: KnownCard, { storeId, checkpointSeq }: Viewer) =>
  facts.filter(({ author, seq }) => author === storeId && seq > checkpointSeq);
