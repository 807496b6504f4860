import {
  type CardNews,
  type Concern,
  emptyChain,
  type Fact,
  type FactPlace,
  type FactStore,
  QUARANTINED_MAX,
  type QuarantinedFact,
  type StoredChain,
} from '#kernel';
import type { Statement } from '../engine/holder.js';
import type { Session } from '../engine/session.js';
import type { Storage } from '../storage.js';
import { Json, nameOf } from './json.js';

const unwritten: StoredChain = { head: emptyChain, headAt: undefined };

export class MemoryFactStore implements FactStore {
  constructor(
    private readonly session: Session,
    private readonly storage: Storage,
  ) {}

  async lockChains(authors: readonly string[]): Promise<Map<string, StoredChain>> {
    if (authors.length === 0) return new Map();
    return this.session.run('facts.lockChains', () => this.lock([...new Set(authors)].toSorted()));
  }

  async idsAt(places: readonly FactPlace[]): Promise<Map<string, string>> {
    if (places.length === 0) return new Map();
    return this.session.read('facts.idsAt', () => {
      const ids = places.flatMap(({ author, seq }): [string, string][] => {
        const fact = this.storage.facts.part(author).get(this.session, seq);
        return fact ? [[`${author}/${seq}`, fact.parse().id]] : [];
      });
      return new Map(ids);
    });
  }

  async append(facts: readonly Fact[]): Promise<void> {
    if (facts.length === 0) return;
    const texts = facts.map((fact) => new Json(fact));
    await this.session.run('facts.append', () => this.add(texts));
  }

  read(author: string, afterSeq: number, limit: number): Promise<Fact[]> {
    return this.session.read('facts.read', () =>
      [...this.storage.facts.part(author).seenBy(this.session)]
        .map((fact) => fact.parse())
        .filter(({ seq }) => seq > afterSeq)
        .toSorted((a, b) => a.seq - b.seq)
        .slice(0, limit),
    );
  }

  async park(facts: readonly Fact[]): Promise<void> {
    if (facts.length === 0) return;
    const texts = facts.map((fact) => new Json(fact));
    await this.session.run('facts.park', () =>
      this.keep(this.storage.parkedFacts, texts, ({ seq, id }) => nameOf(seq, id)),
    );
  }

  takeParked(author: string, upToSeq: number, limit: number): Promise<Fact[]> {
    return this.session.run('facts.takeParked', () => this.take(author, upToSeq, limit));
  }

  frontier(): Promise<Map<string, number>> {
    return this.session.read('facts.frontier', () => {
      const { factChains } = this.storage;
      const heads = [...factChains.keysSeenBy(this.session)]
        .toSorted()
        .map((author): [string, number] => [
          author,
          factChains.get(this.session, author)?.parse().head.seq ?? 0,
        ]);
      return new Map(heads.filter(([, seq]) => seq > 0));
    });
  }

  countParked(): Promise<Map<string, number>> {
    return this.session.read('facts.countParked', () => {
      const counts = new Map<string, number>();
      for (const [author, part] of this.storage.parkedFacts.entries()) {
        const count = [...part.keysSeenBy(this.session)].length;
        if (count > 0) counts.set(author, count);
      }
      return counts;
    });
  }

  async appendForks(facts: readonly Fact[]): Promise<void> {
    if (facts.length === 0) return;
    const texts = facts.map((fact) => new Json(fact));
    await this.session.run('facts.appendForks', () =>
      this.keep(this.storage.forkedFacts, texts, ({ id }) => id),
    );
  }

  async forksAmong(author: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    return this.session.read('facts.forksAmong', () => {
      const part = this.storage.forkedFacts.part(author);
      return new Set(ids.filter((id) => part.get(this.session, id) !== undefined));
    });
  }

  async quarantine(facts: readonly Omit<QuarantinedFact, 'at'>[]): Promise<void> {
    if (facts.length === 0) return;
    const at = new Date(this.session.clock.now()).toISOString();
    const texts = facts.map((fact) => new Json({ ...fact, at }));
    await this.session.run('facts.quarantine', () => this.setAside(texts));
  }

  quarantined(author: string | undefined, limit: number): Promise<QuarantinedFact[]> {
    return this.session.read('facts.quarantined', () =>
      [...this.storage.quarantinedFacts.seenBy(this.session)]
        .map((fact) => fact.parse())
        .filter((fact) => author === undefined || fact.author === author)
        .toReversed()
        .slice(0, limit),
    );
  }

  quarantinedBehind(
    author: string,
    why: string,
    after: Pick<QuarantinedFact, 'seq' | 'id'>,
    limit: number,
  ): Promise<QuarantinedFact[]> {
    return this.session.read('facts.quarantinedBehind', () =>
      this.asideFor(author, why)
        .filter(({ seq, id }) => seq > after.seq || (seq === after.seq && id > after.id))
        .toSorted((a, b) => a.seq - b.seq || (a.id < b.id ? -1 : 1))
        .slice(0, limit),
    );
  }

  async release(ids: readonly string[], why: string): Promise<void> {
    if (ids.length > 0) await this.session.run('facts.release', () => this.remove(ids, why));
  }

  async announce({ concerns, changed }: CardNews): Promise<void> {
    if (concerns.length + changed.length === 0) return;
    await this.session.run('feed.announce', () =>
      this.move([...concerns, ...this.concernedWith(new Set(changed))]),
    );
  }

  changed(storeId: string, afterPosition: number, limit: number) {
    return this.session.read('feed.changed', () => {
      const part = this.storage.feeds.part(storeId);
      return [...part.keysSeenBy(this.session)]
        .map((cardId) => ({ cardId, position: part.get(this.session, cardId) ?? 0 }))
        .filter(({ position }) => position > afterPosition)
        .toSorted((a, b) => a.position - b.position)
        .slice(0, limit);
    });
  }

  private *lock(authors: readonly string[]): Statement<Map<string, StoredChain>> {
    const { factChains } = this.storage;
    const chains = new Map<string, StoredChain>();
    for (const author of authors) {
      const chain = yield* factChains.latest(this.session, author);
      // To write is to lock.
      factChains.write(this.session, author, chain ?? new Json(unwritten));
      chains.set(author, chain?.parse() ?? unwritten);
    }
    return chains;
  }

  private *add(texts: readonly Json<Fact>[]): Statement<void> {
    for (const text of texts) {
      const { author, seq, id, at } = text.parse();
      const part = this.storage.facts.part(author);
      if (yield* part.latest(this.session, seq)) throw new Error(`There is a fact ${author}/${seq} already`);
      part.write(this.session, seq, text);
      const chain: StoredChain = { head: { seq, id }, headAt: at };
      this.storage.factChains.write(this.session, author, new Json(chain));
    }
  }

  /** Those that are kept already stay. */
  private *keep(
    table: Storage['parkedFacts'],
    texts: readonly Json<Fact>[],
    keyOf: (fact: Fact) => string,
  ): Statement<void> {
    for (const text of texts) {
      const fact = text.parse();
      const part = table.part(fact.author);
      const name = keyOf(fact);
      if (!(yield* part.latest(this.session, name))) part.write(this.session, name, text);
    }
  }

  private *take(author: string, upToSeq: number, limit: number): Statement<Fact[]> {
    const part = this.storage.parkedFacts.part(author);
    const due = [...part.seenBy(this.session)]
      .map((fact) => fact.parse())
      .filter(({ seq }) => seq <= upToSeq)
      .toSorted((a, b) => a.seq - b.seq || (a.id < b.id ? -1 : 1))
      .slice(0, limit);
    const taken: Fact[] = [];
    for (const fact of due) {
      const name = nameOf(fact.seq, fact.id);
      if (!(yield* part.latest(this.session, name))) continue;
      part.write(this.session, name, undefined);
      taken.push(fact);
    }
    return taken;
  }

  private asideFor(author: string, why: string): QuarantinedFact[] {
    return [...this.storage.quarantinedFacts.seenBy(this.session)]
      .map((fact) => fact.parse())
      .filter((fact) => fact.author === author && fact.why === why);
  }

  private *setAside(texts: readonly Json<QuarantinedFact>[]): Statement<void> {
    const { quarantinedFacts } = this.storage;
    const counts = new Map<string, number>();
    for (const text of texts) {
      const { id, author, why } = text.parse();
      const known = counts.get(nameOf(author, why)) ?? this.asideFor(author, why).length;
      counts.set(nameOf(author, why), known);
      if (known >= QUARANTINED_MAX) continue;
      const name = nameOf(id, why);
      if (!(yield* quarantinedFacts.latest(this.session, name)))
        quarantinedFacts.write(this.session, name, text);
    }
  }

  private *remove(ids: readonly string[], why: string): Statement<void> {
    const { quarantinedFacts } = this.storage;
    for (const id of ids) {
      const name = nameOf(id, why);
      if (yield* quarantinedFacts.latest(this.session, name))
        quarantinedFacts.write(this.session, name, undefined);
    }
  }

  private concernedWith(cardIds: ReadonlySet<string>): Concern[] {
    const concerns: Concern[] = [];
    for (const [storeId, part] of this.storage.feeds.entries()) {
      for (const cardId of part.keysSeenBy(this.session)) {
        if (cardIds.has(cardId)) concerns.push({ storeId, cardId });
      }
    }
    return concerns;
  }

  private *move(concerns: readonly Concern[]): Statement<void> {
    const { feeds, feedHeads } = this.storage;
    const inOrder = [...new Map(concerns.map((each) => [nameOf(each.storeId, each.cardId), each])).entries()]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, concern]) => concern);
    for (const { storeId, cardId } of inOrder) {
      const position = ((yield* feedHeads.latest(this.session, storeId)) ?? 0) + 1;
      feedHeads.write(this.session, storeId, position);
      yield* feeds.part(storeId).latest(this.session, cardId);
      feeds.part(storeId).write(this.session, cardId, position);
    }
  }
}
