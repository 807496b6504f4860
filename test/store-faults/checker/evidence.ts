import type { Deal, Reuse } from '../trade/journal.js';

/** What a store has said, each time that it is on one of the hub's cards; amounts in minor units. */
export interface RecordedFact {
  readonly id: string;
  readonly storeId: string;
  /** Its place in the chain of its store. */
  readonly seq: number;
  /** Empty for a request that was annulled before it came: that is about no card. */
  readonly cardId: string;
  /** `annul` for a request that was annulled before it came. */
  readonly kind: Deal['kind'];
  /** Null for a hold that was released: that names the hold only. */
  readonly till: string | null;
  readonly requestId: string | null;
  /** 0 for what is about no amount. */
  readonly minor: number;
  readonly unbackedMinor: number;
  /** What was held, in the fact that ends a hold. */
  readonly heldMinor: number;
  /** The fact that began what this one ends or undoes. */
  readonly of: string | null;
  /** Why something went back. */
  readonly why: 'asked' | 'annulled' | 'expired' | null;
  /** It is on the second of two histories of its store. */
  readonly forked: boolean;
}

/** How a card stands, as somebody knows it. */
export interface CardState {
  readonly balanceMinor: number;
  readonly heldMinor: number;
  readonly status: 'issued' | 'active' | 'blocked';
}

export interface CardBooks {
  readonly cardId: string;
  /** What it was loaded with at the hub. */
  readonly loadedMinor: number;
  /** What overdrafts of it were settled with. */
  readonly settledMinor: number;
  /** The store that alone could sell it; undefined for one that the hub has sold. */
  readonly stockOf: string | undefined;
  readonly atHub: CardState;
  /** What living stores know of it. */
  readonly atStores: readonly (CardState & { readonly place: string })[];
}

export interface StoreBooks {
  readonly storeId: string;
  readonly grantedMinor: number;
  /** What of it the hub has given back, since it was no risk after all. */
  readonly givenBackMinor: number;
  /** How many disks have spoken for it. */
  readonly disks: number;
  /** It trades, and nothing ever kept it from that for good. */
  readonly lives: boolean;
}

export interface Place {
  readonly name: string;
  readonly storeId: string;
  /** What it approved from this deal on may be gone with a disk. */
  readonly lostFrom: number | undefined;
  /** Where its node may not speak any more: the facts of its own that are on its disk. */
  readonly silenced: ReadonlySet<string> | undefined;
}

export interface ConflictFound {
  readonly kind: string;
  readonly cardId: string;
  readonly storeIds: readonly string[];
  readonly detail: string;
}

/** All that there is to say about a world at rest: what tills were told, and what everybody's books have. */
export interface Evidence {
  readonly deals: readonly Deal[];
  readonly reuses: readonly Reuse[];
  readonly recorded: readonly RecordedFact[];
  /** Facts that the hub has kept, and let count for nothing. */
  readonly aside: readonly { readonly id: string; readonly storeId: string; readonly why: string }[];
  readonly cards: readonly CardBooks[];
  readonly stores: readonly StoreBooks[];
  readonly places: readonly Place[];
  readonly conflicts: readonly ConflictFound[];
  readonly deadLetters: readonly { readonly queue: string; readonly reason: string }[];
}

/** A promise that was broken, and how. */
export interface Finding {
  readonly promise: string;
  readonly what: string;
}
