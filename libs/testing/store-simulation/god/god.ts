import type { GiftCard } from '#contexts/gift-cards';
import {
  type CardStanding,
  type CardStatement,
  effectOf,
  type StoreStatement,
  understand,
} from '#contracts/gift-cards';
import type { Fact } from '#kernel';
import type { Finding } from '../../simulation/invariants/evidence.js';
import type { CardEvent } from '../hub/hub-events.js';
import type { Verdict } from '../hub/hub-store.js';
import type { HubWatch } from '../hub/simulated-hub.js';
import type { StoreEncounters } from '../world/store-encounters.js';
import { type CardAccount, newAccount } from './card-account.js';

/** A fact that is on a disk, whoever knows of it. */
export interface Told {
  readonly fact: Fact;
  readonly says: CardStatement | undefined;
  /** The machine whose disk it is on, or `a thief`. */
  readonly by: string;
  readonly atMs: number;
}

export interface Allowance {
  readonly cardId: string;
  readonly storeId: string;
  leftMinor: number;
  isReclaimed: boolean;
  /** Missing for what a store has loaded itself. */
  leaseMs?: number;
}

const I5 = 'I5 two histories that reached the hub are found';
const I3 = 'I3 what a store knows of a card does not grow older';
const I14 = 'I14 what the hub has, a store has said';

/** Sees every disk and the hub at once, and keeps books of its own from nothing but facts and events. */
export class God implements HubWatch {
  readonly told = new Map<string, Told>();
  readonly accounts = new Map<string, CardAccount>();
  readonly allowances = new Map<string, Allowance>();
  /** By store, all that it ever took out of its risk budget. */
  readonly riskTaken = new Map<string, number>();
  /** By store, the place in its chain from which on it has more than one history. */
  readonly breachedSince = new Map<string, number>();
  readonly forged = new Set<string>();
  /** When a machine first had on its disk that an allowance is its own. */
  private readonly heard = new Map<string, number>();
  readonly findings: Finding[] = [];
  /** Of the last standing of each card on each machine. */
  private readonly versions = new Map<string, number>();
  /** Since it was looked at last. */
  fresh: Told[] = [];
  touched = new Set<string>();
  grantedNow: { readonly cardId: string; readonly card: GiftCard }[] = [];

  constructor(
    private readonly now: () => number,
    private readonly encounters: StoreEncounters,
  ) {}

  account(cardId: string): CardAccount {
    const known = this.accounts.get(cardId) ?? newAccount(cardId);
    this.accounts.set(cardId, known);
    return known;
  }

  isBreached({ author, seq }: Pick<Fact, 'author' | 'seq'>): boolean {
    const since = this.breachedSince.get(author);
    return since !== undefined && seq > since;
  }

  /** These facts are on a disk now. */
  onDurable(by: string, facts: readonly Fact[]): void {
    for (const fact of facts)
      if (!this.told.has(fact.id)) this.believe({ fact, says: understand(fact.says), by, atMs: this.now() });
  }

  onHeard(machine: string, storeId: string, standings: readonly CardStanding[]): void {
    for (const { cardId, version, allowances } of standings) {
      const known = this.versions.get(`${machine} ${cardId}`) ?? 0;
      this.versions.set(`${machine} ${cardId}`, version);
      if (version < known && !this.breachedSince.has(storeId))
        this.findings.push({
          invariant: I3,
          what: `${machine} knew version ${known} of ${cardId}, and goes back to ${version}`,
        });
      for (const allowance of allowances) {
        const key = `${machine} ${allowance.id}`;
        if (allowance.storeId === storeId && !this.heard.has(key)) this.heard.set(key, this.now());
      }
    }
  }

  /** For how long, in milliseconds of true time, a machine knew of an allowance. */
  knownForMs(machine: string, allowanceId: string): number {
    return this.now() - (this.heard.get(`${machine} ${allowanceId}`) ?? this.now());
  }

  /** From here on, this store has more than one history. */
  breach(storeId: string, sinceSeq: number): void {
    const before = this.breachedSince.get(storeId);
    this.breachedSince.set(storeId, Math.min(before ?? sinceSeq, sinceSeq));
    for (const each of this.told.values()) {
      const { author, seq } = each.fact;
      if (author === storeId && seq > sinceSeq && (before === undefined || seq <= before))
        this.countBreach(each);
    }
  }

  private believe(told: Told): void {
    const { fact, says } = told;
    this.told.set(fact.id, told);
    this.fresh.push(told);
    if (!says) return;
    const account = this.account(says.body.cardId);
    const effect = effectOf(says);
    account.balanceMinor += effect.balanceMinor;
    account.unbackedMinor += effect.unbackedMinor;
    account.exposedMinor += effect.riskMinor;
    account.mostExposedMinor = Math.max(account.mostExposedMinor, account.exposedMinor);
    this.riskTaken.set(fact.author, (this.riskTaken.get(fact.author) ?? 0) + effect.riskMinor);
    account.optimisticMinor += Math.max(0, effect.unbackedMinor - effect.riskMinor);
    account.lowestMinor = Math.min(account.lowestMinor, account.balanceMinor);
    for (const { allowanceId, minor } of effect.left)
      this.leave(allowanceId, minor, fact.author, account.cardId);
    if (this.isBreached(fact)) this.countBreach(told);
    this.touched.add(account.cardId);
    this.meet(says);
  }

  private leave(allowanceId: string, minor: number, storeId: string, cardId: string): Allowance {
    const known = this.allowances.get(allowanceId) ?? { cardId, storeId, leftMinor: 0, isReclaimed: false };
    known.leftMinor += minor;
    this.allowances.set(allowanceId, known);
    return known;
  }

  private countBreach({ says }: Told): void {
    if (says && TAKING.has(says.type) && 'minor' in says.body)
      this.account(says.body.cardId).breachMinor += says.body.minor;
  }

  onCardEvents(cardId: string, _before: GiftCard, after: GiftCard, events: readonly CardEvent[]): void {
    this.touched.add(cardId);
    const account = this.account(cardId);
    for (const event of events) {
      switch (event.type) {
        case 'gift-cards.card-loaded':
          account.balanceMinor += event.data.amount.minor;
          break;
        case 'gift-cards.card-redeemed':
          account.balanceMinor -= event.data.amount.minor;
          break;
        case 'gift-cards.hold-captured':
          account.balanceMinor -= event.data.amount.minor;
          break;
        case 'gift-cards.overdraft-settled':
          account.balanceMinor += event.data.minor;
          this.encounters.met('an overdraft was settled');
          break;
        case 'gift-cards.overdraft-suspected':
          this.encounters.met('a card was overdrawn');
          break;
        case 'gift-cards.overdraft-cured':
          this.encounters.met('a card below zero was cured');
          break;
        case 'gift-cards.allowance-granted':
          this.leave(event.data.allowanceId, event.data.minor, event.data.storeId, cardId).leaseMs =
            event.data.leaseMs;
          this.grantedNow.push({ cardId, card: after });
          this.encounters.met(
            event.data.purpose === 'prefetch'
              ? 'an allowance was granted ahead'
              : 'an allowance was granted while a till waited',
          );
          break;
        case 'gift-cards.allowances-reclaimed':
          for (const { allowanceId, minor } of event.data.allowances) {
            account.reclaimedMinor += minor;
            const allowance = this.allowances.get(allowanceId);
            if (allowance) allowance.isReclaimed = true;
          }
          this.encounters.met('what a lost store had was reclaimed');
          break;
        case 'gift-cards.exposure-ended':
          account.exposedMinor -= event.data.minor;
          this.encounters.met('what was approved without an allowance was no risk after all');
          break;
        case 'gift-cards.card-unblocked':
          this.encounters.met('a card was unblocked');
          break;
        default:
      }
    }
  }

  onVerdict(fact: Fact, verdict: Verdict): void {
    const met = ENCOUNTER_OF[verdict];
    if (met) this.encounters.met(met);
    if (verdict === 'author-has-ended' && this.forged.has(fact.id))
      this.encounters.met('facts by a stolen key were refused');
    if (verdict === 'passed over')
      this.findings.push({
        invariant: I5,
        what: `the second fact ${fact.seq} of ${fact.author} is passed over without a word`,
      });
    if (verdict !== 'admitted' && verdict !== 'forked') return;
    const told = this.told.get(fact.id);
    if (told) {
      const isSame = JSON.stringify(told.fact) === JSON.stringify(fact);
      if (!isSame)
        this.findings.push({
          invariant: I14,
          what: `${fact.says.type} ${fact.id} says something else on its disk`,
        });
      return;
    }
    if (this.forged.has(fact.id))
      this.believe({ fact, says: understand(fact.says), by: 'a thief', atMs: this.now() });
    else this.findings.push({ invariant: I14, what: `${fact.says.type} ${fact.id} is on no disk` });
  }

  private meet({ type, body }: CardStatement): void {
    switch (type) {
      case 'gift-cards.redeemed-at-store':
        this.encounters.met(
          body.unbackedMinor > 0
            ? 'a redemption was covered in part only'
            : 'a redemption was covered by allowances',
        );
        if (body.minor < body.requestedMinor) this.encounters.met('a part of a redemption was approved');
        return;
      case 'gift-cards.hold-released-at-store':
        return this.encounters.met(body.why === 'expired' ? 'a hold expired' : 'a hold was released');
      case 'gift-cards.allowance-returned':
        if (body.why === 'lapsed') this.encounters.met('a lease had ended');
        return this.encounters.met('an allowance went back');
      default: {
        const met = SAID[type];
        if (met) this.encounters.met(met);
      }
    }
  }

  /** What was seen since the last look. */
  look(): { fresh: readonly Told[]; touched: ReadonlySet<string>; granted: God['grantedNow'] } {
    const { fresh, touched, grantedNow } = this;
    this.fresh = [];
    this.touched = new Set();
    this.grantedNow = [];
    return { fresh, touched, granted: grantedNow };
  }
}

/** What frees or takes value. */
const TAKING: ReadonlySet<string> = new Set<StoreStatement['type']>([
  'gift-cards.redeemed-at-store',
  'gift-cards.hold-placed-at-store',
  'gift-cards.hold-captured-at-store',
  'gift-cards.allowance-returned',
]);

const SAID: Partial<Record<StoreStatement['type'], Parameters<StoreEncounters['met']>[0]>> = {
  'gift-cards.loaded-at-store': 'cash was loaded at a store',
  'gift-cards.activated-at-store': 'a card was activated at a store',
  'gift-cards.blocked-at-store': 'a card was blocked at a store',
  'gift-cards.hold-captured-at-store': 'a hold was captured',
  'gift-cards.redemption-reversed': 'a redemption was reversed',
};

const ENCOUNTER_OF: Partial<Record<Verdict, Parameters<StoreEncounters['met']>[0]>> = {
  known: 'facts came again',
  ahead: 'facts came before those that they follow',
  forked: 'a fork was found',
  foreign: 'a fact of a stranger was refused',
  malformed: 'a truncated fact was refused',
  edited: 'an edited fact was refused',
  forged: 'a forged fact was refused',
  'out-of-chain': 'a fact out of its chain was refused',
};
