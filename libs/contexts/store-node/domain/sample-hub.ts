import {
  type CardStanding,
  type CardStatement,
  effectOf,
  type PolicyMode,
  type StoreStatement,
} from '#contracts/gift-cards';
import type { Fact } from '#kernel';
import { allowance, policy, standing, storeId } from './sample-store.js';

// The hub, as far as one card at one store is concerned: for specs.

export const HUB_MINOR = 1_000;
export const PER_REDEMPTION = 120;
const LEASE_MS = 1_000;

export type OwnFact = Fact<CardStatement>;

export const isAboutACard = (each: Fact<StoreStatement>): each is OwnFact =>
  each.says.type !== 'gift-cards.request-annulled';

/** It admits a store's chain bit by bit, grants out of what it knows to be free, and says how the card stands. */
export class SampleHub {
  /** By allowance, in minor units. */
  readonly granted = new Map<string, number>();
  readonly standings: CardStanding[] = [];
  admitted = 0;
  private recalled = false;

  constructor(
    private readonly mode: PolicyMode,
    private readonly perCardMinor: number,
  ) {
    this.say([]);
  }

  push(chain: readonly Fact<StoreStatement>[], count: number): void {
    this.admitted = Math.min(chain.length, this.admitted + count);
    this.say(chain);
  }

  grant(chain: readonly Fact<StoreStatement>[], minor: number): void {
    const { balanceMinor = 0, heldMinor = 0, allowances = [] } = this.standings.at(-1) ?? {};
    const setAside = allowances.reduce((sum, { leftMinor }) => sum + leftMinor, 0);
    const free = balanceMinor - heldMinor - setAside;
    if (free > 0) this.granted.set(allowance(this.granted.size + 1), Math.min(minor, free));
    this.say(chain);
  }

  /** Wants its allowances back, or not any more. */
  recall(chain: readonly Fact<StoreStatement>[]): void {
    this.recalled = !this.recalled;
    this.say(chain);
  }

  private say(chain: readonly Fact<StoreStatement>[]): void {
    const effects = chain
      .slice(0, this.admitted)
      .filter(isAboutACard)
      .map(({ says }) => effectOf(says));
    const lefts = new Map(this.granted);
    for (const { allowanceId, minor } of effects.flatMap(({ left }) => left))
      lefts.set(allowanceId, (lefts.get(allowanceId) ?? 0) + minor);
    this.standings.push(
      standing({
        version: this.standings.length + 1,
        balanceMinor: effects.reduce((sum, effect) => sum + effect.balanceMinor, HUB_MINOR),
        heldMinor: effects.reduce((sum, effect) => sum + effect.heldMinor, 0),
        policy: policy({
          mode: this.mode,
          unbackedPerRedemptionMinor: PER_REDEMPTION,
          unbackedPerCardMinor: this.perCardMinor,
        }),
        frontier: this.admitted > 0 ? { [storeId]: this.admitted } : {},
        allowances: this.outstanding(lefts),
      }),
    );
  }

  private outstanding(lefts: ReadonlyMap<string, number>): CardStanding['allowances'] {
    return [...lefts].flatMap(([id, leftMinor]) => {
      const leaseMs = this.granted.has(id) ? LEASE_MS : undefined;
      return leftMinor === 0 ? [] : [{ id, storeId, leftMinor, leaseMs, recalled: this.recalled }];
    });
  }
}
