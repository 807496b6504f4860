import { type ChainHead, compareTimes, type Fact, type HybridTime, placeInChain } from '#kernel';

/** Why a fact does not count that somebody may accept later. */
export const AUTHOR_HAS_ENDED = 'author-has-ended';

/** What is known of an author's chain when facts of it come. */
export interface KnownChain {
  readonly head: ChainHead;
  readonly headAt: HybridTime | undefined;
  /** Up to where its facts count; undefined for an author that has not ended. */
  readonly acceptedThrough: number | undefined;
  /** Whether a second history of it counts: not when somebody else may have its key. */
  readonly takesForks: boolean;
  /** Ids of the facts at the places of all that come, as far as there are any. */
  readonly ids: ReadonlyMap<number, string>;
  /** Those of the facts that come, and of the ones they follow, that are known to be of a second history. */
  readonly forkIds: ReadonlySet<string>;
}

/** A fact of a second history. */
export interface Fork {
  /** The fact that counts at this place, or the one of the second history that this one follows. */
  readonly knownId: string;
  readonly fact: Fact;
}

/** What becomes of facts of one author. */
export interface Admitted {
  /** Next in the chain, in their order. */
  readonly next: readonly Fact[];
  /** They wait for those before them. */
  readonly ahead: readonly Fact[];
  /** On a second history of their author: what they took counts all the same. */
  readonly forks: readonly Fork[];
  readonly rejected: readonly {
    readonly fact: Fact;
    readonly why: 'out-of-chain' | typeof AUTHOR_HAS_ENDED;
  }[];
}

/**
 * Puts facts of one author into its chain. A function of what is known and of the set of facts: in which order they come means
 * nothing.
 */
export function admit(known: KnownChain, facts: readonly Fact[]): Admitted {
  const next: Fact[] = [];
  const ahead: Fact[] = [];
  const forks: Fork[] = [];
  const rejected: { fact: Fact; why: 'out-of-chain' | typeof AUTHOR_HAS_ENDED }[] = [];
  const ids = new Map(known.ids);
  const forkIds = new Set(known.forkIds);
  let { head, headAt } = known;
  for (const fact of inOrder(facts)) {
    const place = placeInChain({ head, headAt, idAt: (seq) => ids.get(seq) }, fact);
    if (place.kind === 'known' || forkIds.has(fact.id)) continue;
    const isBeyond = known.acceptedThrough !== undefined && fact.seq > known.acceptedThrough;
    const knownId = place.kind === 'fork' ? place.knownId : followed(fact, forkIds);
    if (isBeyond || (knownId !== undefined && !known.takesForks))
      rejected.push({ fact, why: AUTHOR_HAS_ENDED });
    else if (knownId !== undefined) {
      forks.push({ knownId, fact });
      forkIds.add(fact.id);
    } else if (place.kind === 'out-of-chain') rejected.push({ fact, why: 'out-of-chain' });
    else if (place.kind === 'ahead') ahead.push(fact);
    else {
      next.push(fact);
      head = { seq: fact.seq, id: fact.id };
      headAt = fact.at;
      ids.set(fact.seq, fact.id);
    }
  }
  return { next, ahead, forks, rejected };
}

const followed = ({ prev }: Fact, ids: ReadonlySet<string>): string | undefined =>
  prev !== null && ids.has(prev) ? prev : undefined;

/** Of two facts at one place the one that was said first counts, and of two that were said at once the one with the lesser id. */
const inOrder = (facts: readonly Fact[]): Fact[] =>
  [...new Map(facts.map((fact) => [fact.id, fact])).values()].toSorted(
    (a, b) => a.seq - b.seq || compareTimes(a.at, b.at) || (a.id < b.id ? -1 : 1),
  );
