import { type RecordedFact, RecordStoreFacts } from '#contracts/gift-cards';
import {
  CommitUnknown,
  ConcurrentWrite,
  type Database,
  type Fact,
  JsonObject,
  problemsOfFacts,
  type QuarantinedFact,
  type Seals,
  type StoredChain,
  type Transaction,
  WireFact,
} from '#kernel';
import { type Sending, sendCommands } from '#runtime';
import { EndStore } from '../contracts/index.js';
import { type Admitted, admit, AUTHOR_HAS_ENDED, type Fork } from '../domain/admission.js';
import { publicKeyOf, type Store } from '../domain/store.js';
import { storesIn } from './store-registry.js';

const ATTEMPTS_MAX = 5;
/** More than a chain may run ahead of what is known of it. */
const PARKED_MAX = 10_000;
/** Parked facts that may follow in one go. */
const FOLLOWERS_MAX = 1_000;
/** Facts that are taken out of quarantine in one go. */
const RELEASED_MAX = 500;

const UNKNOWN_AUTHOR = 'unknown-author';

export interface FactProblem {
  readonly id: string;
  readonly author: string;
  readonly seq: number;
  readonly why: string;
}

/** Where a fact stands among those that were put aside. */
type Place = Pick<QuarantinedFact, 'seq' | 'id'>;

interface Parts extends Sending {
  readonly database: Database;
  readonly seals: Seals;
}

/**
 * Takes what stores say into their chains, and sends what follows from it, in one transaction. It judges only what cannot have
 * been said; what should not have been done is for the cards to find out.
 */
export class FactAdmission {
  constructor(private readonly parts: Parts) {}

  /** @returns what was put aside of what this store told, and why */
  async take(teller: string, facts: readonly Fact[]): Promise<FactProblem[]> {
    const why = this.whyNotSaid(facts, await this.knownStores(facts));
    const problems = [...why].map(([fact, problem]) => ({ ...problemOf(fact, problem), fact }));
    const genuine = facts.filter((fact) => !why.has(fact));
    // Nobody looks for an author that nobody knows: that is for the teller to explain.
    const asides = problems.map((each) => (each.why === UNKNOWN_AUTHOR ? { ...each, author: teller } : each));
    const rejected = await persisting(() => this.admitAll(genuine, asides));
    return [...problems.map(({ fact, why: problem }) => problemOf(fact, problem)), ...rejected];
  }

  /** Looks anew at what was put aside because its author had ended: somebody has accepted more of it. */
  async takeAccepted(author: string): Promise<void> {
    let after: Place | undefined = { seq: 0, id: '' };
    while (after) {
      const from: Place = after;
      after = await persisting(() => this.readmit(author, from));
    }
  }

  /** @returns the last one that was looked at, when there may be more */
  private async readmit(author: string, after: Place): Promise<Place | undefined> {
    const { database, postOffice, routes } = this.parts;
    const asides = await database.transaction(async (tx) => {
      const chains = await tx.facts.lockChains([author]);
      const stores = await storesIn(tx, routes.catalog, [author]);
      const found = await tx.facts.quarantinedBehind(author, AUTHOR_HAS_ENDED, after, RELEASED_MAX);
      if (found.length === 0) return found;
      const facts = found.map(({ fact }) => WireFact.parse(fact));
      const still = await this.admitOf(tx, author, facts, chains.get(author), stores.get(author));
      const stays = new Set(still.map(({ id }) => id));
      const released = found.filter(({ id }) => !stays.has(id)).map(({ id }) => id);
      await tx.facts.release(released, AUTHOR_HAS_ENDED);
      return found;
    });
    postOffice.posted();
    return asides.length < RELEASED_MAX ? undefined : asides.at(-1);
  }

  private knownStores(facts: readonly Fact[]): Promise<Map<string, Store>> {
    const { database, routes } = this.parts;
    return database.transaction((tx) =>
      storesIn(
        tx,
        routes.catalog,
        facts.map(({ author }) => author),
      ),
    );
  }

  /** Looks at the facts alone, so outside of any transaction: signatures take their time. */
  private whyNotSaid(facts: readonly Fact[], known: ReadonlyMap<string, Store>): Map<Fact, string> {
    const problems = new Map<Fact, string>();
    for (const author of new Set(facts.map((fact) => fact.author))) {
      const own = facts.filter((fact) => fact.author === author);
      const store = known.get(author);
      const publicKey = store && publicKeyOf(store);
      if (publicKey === undefined) for (const fact of own) problems.set(fact, UNKNOWN_AUTHOR);
      else
        for (const [fact, why] of problemsOfFacts(own, publicKey, this.parts.seals)) problems.set(fact, why);
    }
    return problems;
  }

  private async admitAll(
    genuine: readonly Fact[],
    asides: readonly Omit<QuarantinedFact, 'at'>[],
  ): Promise<FactProblem[]> {
    const { database, postOffice, routes } = this.parts;
    const rejected = await database.transaction(async (tx) => {
      const authors = [...new Set(genuine.map(({ author }) => author))].toSorted();
      const chains = await tx.facts.lockChains(authors);
      // Under the locks: a store that ended meanwhile has ended.
      const stores = await storesIn(tx, routes.catalog, authors);
      const more: FactProblem[] = [];
      for (const author of authors) {
        const own = genuine.filter((fact) => fact.author === author);
        more.push(...(await this.admitOf(tx, author, own, chains.get(author), stores.get(author))));
      }
      await tx.facts.quarantine(asides);
      return more;
    });
    postOffice.posted();
    return rejected;
  }

  private async admitOf(
    tx: Transaction,
    author: string,
    facts: readonly Fact[],
    chain: StoredChain | undefined,
    store: Store | undefined,
  ): Promise<FactProblem[]> {
    if (!chain) throw new Error(`The chain of ${author} was not locked`);
    const all = [...facts, ...(await this.followers(tx, author, facts))];
    const ids = await tx.facts.idsAt(all);
    const known = new Map(
      all.flatMap(({ seq }): [number, string][] => {
        const id = ids.get(`${author}/${seq}`);
        return id === undefined ? [] : [[seq, id]];
      }),
    );
    const forkIds = await tx.facts.forksAmong(author, looseIds(all, chain));
    const admitted = admit({ ...chain, ...endingOf(store), ids: known, forkIds }, all);
    await this.keep(tx, author, admitted, chain);
    const rejected = admitted.rejected.map(({ fact, why }) => ({ ...problemOf(fact, why), fact }));
    await tx.facts.quarantine(rejected);
    return rejected.map(({ fact, why }) => problemOf(fact, why));
  }

  /** What was parked and may be next now. */
  private async followers(tx: Transaction, author: string, facts: readonly Fact[]): Promise<Fact[]> {
    const last = Math.max(...facts.map(({ seq }) => seq));
    return tx.facts.takeParked(author, last + FOLLOWERS_MAX, FOLLOWERS_MAX);
  }

  private async keep(
    tx: Transaction,
    author: string,
    { next, ahead, forks }: Admitted,
    { head }: StoredChain,
  ): Promise<void> {
    await tx.facts.append(next);
    await tx.facts.appendForks(forks.map(({ fact }) => fact));
    await tx.facts.park(ahead.filter(({ seq }) => seq <= head.seq + PARKED_MAX));
    const [fork] = forks;
    const commands = [
      ...recordingsOf(author, next, false),
      ...recordingsOf(
        author,
        forks.map(({ fact }) => fact),
        true,
      ),
      ...(fork ? [endOf(author, fork, next.at(-1)?.seq ?? head.seq)] : []),
    ];
    await sendCommands(tx, commands, this.parts);
  }
}

async function persisting<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const maySucceedAgain = error instanceof ConcurrentWrite || error instanceof CommitUnknown;
      if (!maySucceedAgain || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}

/** Of facts that do not follow one another from the head on: they, and those they follow, may be of a second history. */
function looseIds(facts: readonly Fact[], { head }: StoredChain): string[] {
  const linked = new Set([head.id, ...facts.map(({ id }) => id)]);
  const isLoose = facts.some(({ prev, seq }) => seq <= head.seq || !linked.has(prev));
  return isLoose ? facts.flatMap(({ id, prev }) => (prev === null ? [id] : [id, prev])) : [];
}

const problemOf = ({ id, author, seq }: Fact, why: string): FactProblem => ({ id, author, seq, why });

function endingOf(store: Store | undefined) {
  if (store?.status !== 'ended') return { acceptedThrough: undefined, takesForks: true };
  const { acceptedThrough, ended } = store;
  return { acceptedThrough, takesForks: ended.data.reason === 'forked' };
}

/** Statements that this build does not know may be about a card, too. */
function cardIdsOf({ says: { body } }: Fact): string[] {
  const cardId: unknown = Reflect.get(body, 'cardId');
  return typeof cardId === 'string' && UUID.test(cardId) ? [cardId] : [];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** One command for each card, with its facts in the order of the chain. */
function recordingsOf(storeId: string, facts: readonly Fact[], forked: boolean): RecordStoreFacts[] {
  const byCard = new Map<string, RecordedFact[]>();
  for (const fact of facts) {
    for (const cardId of cardIdsOf(fact)) {
      const recorded = byCard.get(cardId) ?? [];
      recorded.push(recordedOf(fact, forked));
      byCard.set(cardId, recorded);
    }
  }
  return [...byCard].map(([cardId, recorded]) => new RecordStoreFacts({ cardId, storeId, facts: recorded }));
}

const recordedOf = ({ id, seq, at, says }: Fact, forked: boolean): RecordedFact => ({
  id,
  seq,
  at,
  forked,
  says: { ...says, body: JsonObject.parse(says.body) },
});

const endOf = (storeId: string, { knownId, fact }: Fork, headSeq: number): EndStore =>
  new EndStore({
    storeId,
    reason: 'forked',
    acceptedThrough: headSeq,
    why: `It has told two histories: ${knownId}, and ${fact.id} at place ${fact.seq}`,
  });
