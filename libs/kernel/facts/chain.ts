import { type ChainHead, compareTimes, type Fact, type HybridTime } from './fact.js';

/** Where a fact belongs, seen from what is known of its author's chain. */
export type Place =
  | { readonly kind: 'next' }
  | { readonly kind: 'known' }
  /** Facts between the head and this one are missing: it waits for them. */
  | { readonly kind: 'ahead' }
  /** The author has said something else at this place: two histories of one author. */
  | { readonly kind: 'fork'; readonly knownId: string }
  /** It names another fact before it than there is, or its time fell: no honest author says so. */
  | { readonly kind: 'out-of-chain' };

export interface KnownChain {
  readonly head: ChainHead;
  /** Time of the head, undefined for an empty chain. */
  readonly headAt: HybridTime | undefined;
  /** Id of the fact at a place up to the head. */
  idAt(seq: number): string | undefined;
}

/** Judges by the set of known facts alone, never by when they came. */
export function placeInChain({ head, headAt, idAt }: KnownChain, fact: Fact): Place {
  if (fact.seq <= head.seq) {
    const knownId = idAt(fact.seq);
    if (knownId === undefined || knownId === fact.id) return { kind: 'known' };
    return { kind: 'fork', knownId };
  }
  if (fact.seq > head.seq + 1) return { kind: 'ahead' };
  if (fact.prev !== head.id) {
    // Built on another fact than the one at that place: the author went on from another history.
    return head.id === null || fact.prev === null
      ? { kind: 'out-of-chain' }
      : { kind: 'fork', knownId: head.id };
  }
  if (headAt && compareTimes(fact.at, headAt) <= 0) return { kind: 'out-of-chain' };
  return { kind: 'next' };
}

/** How far each author's chain is contained in something: by author, the place of the last fact. */
export type Frontier = Readonly<Record<string, number>>;

export const isCovered = (frontier: Frontier, { author, seq }: Pick<Fact, 'author' | 'seq'>): boolean =>
  seq <= (frontier[author] ?? 0);
