import type { HotCard } from '#contracts/gift-cards';
import { CommitUnknown, ConcurrentWrite, type Fact, type Notice, Unavailable } from '#kernel';
import { optimisticMinor } from '../../domain/books.js';
import {
  type KnownCard,
  unknownCard,
  withFacts,
  withHotCard,
  withStanding,
} from '../../domain/known-card.js';
import type { Leases } from '../../domain/leases.js';
import type { Business, OwnHold } from '../../domain/own-business.js';
import {
  type Changes,
  type HotCardKey,
  type Loaded,
  type Needs,
  type NodeMemory,
  RequestKnown,
  type RequestRecord,
  type StoreDatabase,
} from '../../ports/store-database.js';
import { type Disk, emptyDisk, isRead, requestPlace, written } from './disk.js';

/** How the next commit goes wrong: before anything is on the disk, or after all of it is. */
export type Mishap = 'before-flush' | 'after-flush';

/** Books in memory, which lose what was not flushed when they crash. For simulations and specs. */
export class MemoryStoreDatabase implements StoreDatabase {
  private mishap: Mishap | undefined;
  private isDown = false;

  constructor(private disk: Disk = emptyDisk) {}

  /** All that is on the disk: to clone it, or to set it back. */
  get image(): Disk {
    return this.disk;
  }

  /** Restores a backup, or what a clone had. */
  set image(disk: Disk) {
    this.disk = disk;
  }

  failNextCommit(how: Mishap): void {
    this.mishap = how;
  }

  /** Nothing can be read or written, until it is up again. */
  down(isDown: boolean): void {
    this.isDown = isDown;
  }

  async remember(): Promise<NodeMemory> {
    this.assertUp();
    const { values } = this.disk;
    const own = this.ownChain();
    const last = own.at(-1);
    const confirmedSeq = values.sums?.checkpointSeq ?? 0;
    return {
      values,
      head: last ? { seq: last.seq, id: last.id } : { seq: 0, id: null },
      headAt: last?.at,
      unconfirmed: own.flatMap((fact) => {
        const minor = isRead(fact) ? optimisticMinor(fact.says) : 0;
        return fact.seq > confirmedSeq && minor > 0 ? [{ seq: fact.seq, minor }] : [];
      }),
    };
  }

  async load({ requests, business, cards, allowances = [] }: Needs): Promise<Loaded> {
    this.assertUp();
    return {
      requests: requests.flatMap(({ till, requestId }): RequestRecord[] => {
        const record = this.disk.requests.get(requestPlace({ till, requestId }));
        return record ? [record] : [];
      }),
      business: business.flatMap((id): Business[] => {
        const begun = this.disk.business.get(id);
        return begun ? [begun] : [];
      }),
      cards: cards.map((cardId) => this.card(cardId)).filter(isKnown),
      leases: this.leases(allowances),
    };
  }

  async commit(changes: Changes): Promise<void> {
    this.assertUp();
    const { mishap } = this;
    this.mishap = undefined;
    if (mishap === 'before-flush') throw new CommitUnknown('The disk failed before it was written');
    for (const fact of changes.facts) {
      if (this.disk.facts.has(placeOf(fact)))
        throw new ConcurrentWrite('The place of a fact is taken: somebody else writes to this database');
    }
    if (changes.requests.some((request) => this.disk.requests.has(requestPlace(request))))
      throw new RequestKnown('A request was heard before');
    this.disk = written(this.disk, changes);
    if (mishap === 'after-flush') throw new CommitUnknown('The disk failed after it was written');
  }

  async chain(afterSeq: number, max: number): Promise<readonly Fact[]> {
    this.assertUp();
    return this.ownChain()
      .filter(({ seq }) => seq > afterSeq)
      .slice(0, max);
  }

  async othersBeyond(frontier: Readonly<Record<string, number>>, max: number): Promise<readonly Fact[]> {
    this.assertUp();
    return this.others()
      .filter(({ author, seq }) => seq > (frontier[author] ?? 0))
      .slice(0, max);
  }

  async othersFrontier(): Promise<Readonly<Record<string, number>>> {
    this.assertUp();
    return Object.fromEntries(this.others().map(({ author, seq }) => [author, seq]));
  }

  async hotCards(after: HotCardKey | undefined, max: number): Promise<readonly Notice<HotCard>[]> {
    this.assertUp();
    const behind = after ? `${after.cardId}\n${after.blockId}` : '';
    const keys = [...this.disk.hot.keys()].toSorted().filter((key) => key > behind);
    return keys.slice(0, max).flatMap((key) => this.disk.hot.get(key) ?? []);
  }

  async expiredHolds(ms: number, max: number): Promise<readonly OwnHold[]> {
    this.assertUp();
    return [...this.disk.business.values()]
      .flatMap((each) => (each.kind === 'hold' && each.hold.isLive && each.expiresAtMs <= ms ? [each] : []))
      .toSorted((a, b) => a.expiresAtMs - b.expiresAtMs)
      .slice(0, max)
      .map(({ hold }) => hold);
  }

  async cardsWithAllowances(after: string, max: number): Promise<readonly string[]> {
    this.assertUp();
    const own = this.disk.values.identity?.storeId;
    return [...this.disk.standings.values()]
      .filter(({ allowances }) => allowances.some(({ storeId }) => storeId === own))
      .map(({ cardId }) => cardId)
      .filter((cardId) => cardId > after)
      .toSorted()
      .slice(0, max);
  }

  async cardsOnlyOthersTold(after: string, max: number): Promise<readonly string[]> {
    this.assertUp();
    const { facts, standings, values } = this.disk;
    const told = [...facts.values()].flatMap((fact) =>
      fact.author !== values.identity?.storeId && isRead(fact) ? [fact.says.body.cardId] : [],
    );
    return [...new Set(told)]
      .filter((cardId) => cardId > after && !standings.has(cardId))
      .toSorted()
      .slice(0, max);
  }

  async ping(): Promise<void> {
    this.assertUp();
  }

  async close(): Promise<void> {
    this.isDown = true;
  }

  private assertUp(): void {
    if (this.isDown) throw new Unavailable('The books are closed');
  }

  private ownChain(): Fact[] {
    const own = this.disk.values.identity?.storeId;
    return this.allFacts().filter(({ author }) => author === own);
  }

  private others(): Fact[] {
    const own = this.disk.values.identity?.storeId;
    return this.allFacts().filter(({ author }) => author !== own);
  }

  private allFacts(): Fact[] {
    return [...this.disk.facts.values()].toSorted((a, b) =>
      a.author === b.author ? a.seq - b.seq : a.author < b.author ? -1 : 1,
    );
  }

  private leases(allowanceIds: readonly string[]): Leases {
    return Object.fromEntries(
      allowanceIds.flatMap((id) => {
        const heardAt = this.disk.leases.get(id);
        return heardAt ? [[id, heardAt]] : [];
      }),
    );
  }

  private card(cardId: string): KnownCard {
    const listed = this.disk.listed.get(cardId);
    const standing = this.disk.standings.get(cardId);
    const leases = this.leases(standing?.allowances.map(({ id }) => id) ?? []);
    const base = { ...unknownCard(cardId), listed, leases };
    const about = [...this.disk.facts.values()]
      .filter(isRead)
      .filter(({ says }) => says.body.cardId === cardId);
    const hot = [...this.disk.hot.values()].filter(({ body }) => body.cardId === cardId);
    const known = withFacts(standing ? withStanding(base, standing) : base, about);
    return hot.reduce((card, { body }) => withHotCard(card, body), known);
  }
}

const placeOf = ({ author, seq }: Fact): string => `${author} ${seq}`;

const isKnown = ({ standing, listed, facts, hot }: KnownCard): boolean =>
  standing !== undefined || listed !== undefined || facts.length > 0 || hot.length > 0;
