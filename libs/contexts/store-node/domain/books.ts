import {
  type CardStatement,
  type Checkpoint,
  effectOf,
  type StoreStatement,
  type StoreList,
  type StoreTerms,
} from '#contracts/gift-cards';
import type { Fact } from '#kernel';
import { isUnderstood } from './understand.js';

/** What a store must remember besides its cards, in minor units. */
export interface StoreBooks {
  readonly storeId: string;
  readonly terms: StoreTerms;
  /** The hub has this store's facts up to here. */
  readonly checkpointSeq: number;
  /** All that was ever approved without an allowance, less what of it went back. */
  readonly unbackedMinor: number;
  /** What was ever taken out of the risk budget: nothing for optimistic cards. What goes back, the hub gives back. */
  readonly riskMinor: number;
  /** What optimistic cards took and the hub has not confirmed, by the place of each fact; what went back makes no room before. */
  readonly unconfirmed: readonly { readonly seq: number; readonly minor: number }[];
  /** All cash that was ever loaded. */
  readonly loadedMinor: number;
  /** Those that have ended: the hub alone knows which of their facts count. */
  readonly endedStores: ReadonlySet<string>;
}

export const newBooks = (terms: StoreTerms): StoreBooks => ({
  storeId: terms.storeId,
  terms,
  checkpointSeq: 0,
  unbackedMinor: 0,
  riskMinor: 0,
  unconfirmed: [],
  loadedMinor: 0,
  endedStores: new Set(),
});

/** After a fact of this store. */
export function booked(books: StoreBooks, { seq, says }: Fact<StoreStatement>): StoreBooks {
  if (says.type === 'gift-cards.request-annulled') return books;
  const { unbackedMinor, riskMinor } = effectOf(says);
  const minor = optimisticMinor(says);
  const loadedMinor = says.type === 'gift-cards.loaded-at-store' ? says.body.minor : 0;
  if (unbackedMinor === 0 && loadedMinor === 0) return books;
  return {
    ...books,
    unbackedMinor: books.unbackedMinor + unbackedMinor,
    riskMinor: books.riskMinor + riskMinor,
    unconfirmed: minor > 0 ? [...books.unconfirmed, { seq, minor }] : books.unconfirmed,
    loadedMinor: books.loadedMinor + loadedMinor,
  };
}

/** What a statement adds to what optimistic cards took beyond allowances. */
export function optimisticMinor(says: CardStatement): number {
  return 'mode' in says.body && says.body.mode === 'optimistic' ? effectOf(says).unbackedMinor : 0;
}

/** An epoch ends with the hub's receipt, and never with a time. One that says less may have come late. */
export function confirmed(books: StoreBooks, { seq }: Checkpoint): StoreBooks {
  if (seq <= books.checkpointSeq) return books;
  return {
    ...books,
    checkpointSeq: seq,
    unconfirmed: books.unconfirmed.filter((each) => each.seq > seq),
  };
}

/** What a fact adds to what optimistic cards took and the hub has not confirmed. */
export function unconfirmedBy(fact: Fact): StoreBooks['unconfirmed'] {
  const minor = isUnderstood(fact) ? optimisticMinor(fact.says) : 0;
  return minor > 0 ? [{ seq: fact.seq, minor }] : [];
}

/**
 * The hub has lost what it had confirmed behind a place.
 * @param lost what optimistic cards took by the facts between that place and the checkpoint
 */
export const setBack = (books: StoreBooks, seq: number, lost: StoreBooks['unconfirmed']): StoreBooks => ({
  ...books,
  checkpointSeq: seq,
  unconfirmed: [...lost, ...books.unconfirmed],
});

export const withTerms = (books: StoreBooks, terms: StoreTerms): StoreBooks =>
  terms.version <= books.terms.version ? books : { ...books, terms };

export const withStores = (books: StoreBooks, { stores }: StoreList): StoreBooks => ({
  ...books,
  endedStores: new Set(
    stores.flatMap(({ storeId, acceptedThrough }) => (acceptedThrough === undefined ? [] : [storeId])),
  ),
});

export const riskLeftMinor = ({ terms, riskMinor }: StoreBooks): number => terms.riskGrantedMinor - riskMinor;

export const unconfirmedMinor = ({ unconfirmed }: StoreBooks): number =>
  unconfirmed.reduce((sum, { minor }) => sum + minor, 0);
