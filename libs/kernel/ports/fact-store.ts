import type { ChainHead, Fact, HybridTime } from '../facts/fact.js';

/** What is known of an author's chain. */
export interface StoredChain {
  readonly head: ChainHead;
  /** Time of the head, undefined for an empty chain. */
  readonly headAt: HybridTime | undefined;
}

export interface FactPlace {
  readonly author: string;
  readonly seq: number;
}

/** So many facts of one author are put aside for one reason: more are answered, and not kept. */
export const QUARANTINED_MAX = 10_000;

/** A fact that was put aside: it cannot have been said, or somebody has to decide whether it counts. */
export interface QuarantinedFact extends FactPlace {
  /** In whose name it is put aside: its author, or who told it when nobody knows the author. */
  readonly author: string;
  readonly id: string;
  readonly why: string;
  /** As it came. */
  readonly fact: unknown;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

export interface Concern {
  readonly storeId: string;
  readonly cardId: string;
}

export interface CardNews {
  readonly concerns: readonly Concern[];
  /** Ids of cards. */
  readonly changed: readonly string[];
}

/** What stores have said, as they have signed it, and which cards each of them is to be told of. */
export interface FactStore {
  /**
   * Locks these chains until the transaction ends, so that facts are admitted one batch after another.
   * @returns by author
   */
  lockChains(authors: readonly string[]): Promise<Map<string, StoredChain>>;
  /** By author, the last place of its chain; of those that have said something. */
  frontier(): Promise<Map<string, number>>;
  /** @returns ids of facts in chains, by author and place as `author/seq` */
  idsAt(places: readonly FactPlace[]): Promise<Map<string, string>>;
  /** Adds facts to chains that are locked, each the next one. */
  append(facts: readonly Fact[]): Promise<void>;
  /** A chain from behind a place on. */
  read(author: string, afterSeq: number, limit: number): Promise<Fact[]>;
  /** Keeps facts until those before them come; one that is kept already stays. */
  park(facts: readonly Fact[]): Promise<void>;
  /** Removes and returns parked facts of an author up to a place, by their places. */
  takeParked(author: string, upToSeq: number, limit: number): Promise<Fact[]>;
  /** How many facts of each author are parked. */
  countParked(): Promise<Map<string, number>>;
  /** Keeps facts of second histories; one that is kept already stays. */
  appendForks(facts: readonly Fact[]): Promise<void>;
  /** @returns those of these ids that are of facts of an author's second histories */
  forksAmong(author: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Puts facts aside, up to `QUARANTINED_MAX`; one that is there already, for the same reason, stays as it is. */
  quarantine(facts: readonly Omit<QuarantinedFact, 'at'>[]): Promise<void>;
  /** The newest first. @param author of all authors when undefined */
  quarantined(author: string | undefined, limit: number): Promise<QuarantinedFact[]>;
  /** What an author said and was put aside for one reason, by places and ids, from behind one of them on. */
  quarantinedBehind(
    author: string,
    why: string,
    after: Pick<QuarantinedFact, 'seq' | 'id'>,
    limit: number,
  ): Promise<QuarantinedFact[]>;
  /** Takes facts, put aside for this reason, out of quarantine. */
  release(ids: readonly string[], why: string): Promise<void>;
  /** Stores are to be told of cards: those that are concerned from now on, and of what has changed all that are concerned. */
  announce(news: CardNews): Promise<void>;
  /**
   * Cards that a store is to be told of, in the order in which they changed last, each once. No position appears behind one that
   * was read.
   */
  changed(
    storeId: string,
    afterPosition: number,
    limit: number,
  ): Promise<{ readonly cardId: string; readonly position: number }[]>;
}
