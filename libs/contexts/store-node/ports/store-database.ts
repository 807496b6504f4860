import type { CardStanding, HotCard, StoreList, StoreTerms } from '#contracts/gift-cards';
import type { ChainHead, Fact, HybridTime, Notice } from '#kernel';
import type { Answer } from '../contracts/index.js';
import type { CardLine, KnownCard } from '../domain/known-card.js';
import type { Leases } from '../domain/leases.js';
import type { Business, OwnHold } from '../domain/own-business.js';
import type { ClockReading, StoreTime } from '../domain/store-time.js';

/** Who this node is, and whom it believes: settled at its enrolment. */
export interface Identity {
  readonly storeId: string;
  readonly name: string;
  /** The node's own key, and the hub's: Ed25519 in base64url. */
  readonly publicKey: string;
  readonly hubKey: string;
}

/** A place in the list of cards. */
export interface ListPlace {
  readonly at: string;
  /** All that is listed is at most as old as this; null until all of it was read. */
  readonly asOf: StoreTime | null;
  /** When the reading began that is not at its end. */
  readonly readingSince: StoreTime | null;
}

/** What the node remembers besides facts and cards; each is written as a whole. */
export interface NodeValues {
  readonly identity: Identity;
  readonly terms: StoreTerms;
  readonly stores: StoreList;
  /** Sums over the node's own facts, in minor units, and how far the hub has them. */
  readonly sums: {
    readonly unbackedMinor: number;
    readonly riskMinor: number;
    readonly loadedMinor: number;
    readonly checkpointSeq: number;
  };
  readonly clock: ClockReading;
  /** When the hub last had no more to tell: of cards with a standing, all is at most as old as this. */
  readonly heard: StoreTime;
  /** How far the node has read what the hub has to tell, in the hub's words. */
  readonly bookmark: { readonly at: string };
  /** How far it has read the list of cards. */
  readonly list: ListPlace;
  /** Why the node may not authorize anything until it is enrolled anew. */
  readonly unfit: { readonly why: string } | null;
}

/** What became of a till's request: kept for ever. */
export interface RequestRecord {
  readonly till: string;
  readonly requestId: string;
  /** Canonical JSON of what was asked. */
  readonly asked: string;
  readonly answer: Answer;
  /** What was answered when it was called off: it has no effect any more. */
  readonly annulment?: Answer;
  readonly cardId: string | undefined;
}

export interface RequestKey {
  readonly till: string;
  readonly requestId: string;
}

/** What some work needs to know. */
export interface Needs {
  readonly requests: readonly RequestKey[];
  /** Facts that began a business. */
  readonly business: readonly string[];
  readonly cards: readonly string[];
  /** Those of which the store may have heard before. */
  readonly allowances?: readonly string[];
}

export interface Loaded {
  readonly requests: readonly RequestRecord[];
  readonly business: readonly Business[];
  /** Cards of which something is known. */
  readonly cards: readonly KnownCard[];
  readonly leases: Leases;
}

/** What one commit writes: all of it or nothing. */
export interface Changes {
  /** The node's own, next in its chain. */
  readonly facts: readonly Fact[];
  /** Of other stores; those that are known already change nothing. */
  readonly others: readonly Fact[];
  /** Heard for the first time; if one is not, the whole commit is refused. */
  readonly requests: readonly RequestRecord[];
  /** Requests that were heard before, and now are called off. */
  readonly annulled: readonly RequestRecord[];
  readonly business: readonly Business[];
  /** Older versions change nothing; facts of others that a standing contains are forgotten. */
  readonly standings: readonly CardStanding[];
  /** Kept for ever, since what is used up may come back; one that has begun does not begin again. */
  readonly leases: Leases;
  /** As the hub has signed them, so that they can be passed on. */
  readonly hot: readonly Notice<HotCard>[];
  readonly listed: readonly CardLine[];
  readonly values: Partial<NodeValues>;
}

export interface NodeMemory {
  readonly values: Partial<NodeValues>;
  readonly head: ChainHead;
  readonly headAt: HybridTime | undefined;
  /** Own facts that the hub has not confirmed and by which optimistic cards took what no allowance covers. */
  readonly unconfirmed: readonly { readonly seq: number; readonly minor: number }[];
}

/** A request of this till has this id already: it may only be decided on with what became of that. */
export class RequestKnown extends Error {
  override readonly name = 'RequestKnown';
}

/** A node's durable books, with one writer. What was committed is on the disk. All of it throws `Unavailable`. */
export interface StoreDatabase {
  remember(): Promise<NodeMemory>;
  load(needs: Needs): Promise<Loaded>;
  /**
   * @throws CommitUnknown when nobody knows whether it was written
   * @throws RequestKnown when one of the new requests was heard before
   * @throws ConcurrentWrite when the place of an own fact is taken: somebody else writes here, too
   */
  commit(changes: Changes): Promise<void>;
  /** Own facts behind a place, in their order. */
  chain(afterSeq: number, max: number): Promise<readonly Fact[]>;
  /** Facts of other stores behind these places, each store's in their order. */
  othersBeyond(frontier: Readonly<Record<string, number>>, max: number): Promise<readonly Fact[]>;
  /** By store, the last place of which a fact is known. */
  othersFrontier(): Promise<Readonly<Record<string, number>>>;
  /** Blocked cards, by card and block behind this one. */
  hotCards(after: HotCardKey | undefined, max: number): Promise<readonly Notice<HotCard>[]>;
  /** Live holds that have expired by then, in milliseconds of the store's own clock. */
  expiredHolds(ms: number, max: number): Promise<readonly OwnHold[]>;
  /** Cards of which a standing lists an allowance of this store, in the order of their ids. */
  cardsWithAllowances(after: string, max: number): Promise<readonly string[]>;
  /** Cards of which the hub has told no standing, and other stores have told something, in the order of their ids. */
  cardsOnlyOthersTold(after: string, max: number): Promise<readonly string[]>;
  /** Throws when it does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface HotCardKey {
  readonly cardId: string;
  readonly blockId: string;
}

export const noNeeds: Needs = { requests: [], business: [], cards: [] };

export const noChanges: Changes = {
  facts: [],
  others: [],
  requests: [],
  annulled: [],
  business: [],
  standings: [],
  leases: {},
  hot: [],
  listed: [],
  values: {},
};
