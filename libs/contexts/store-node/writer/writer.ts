import { type Ids, Unavailable } from '#kernel';
import type { Clock, Seals, Signer } from '#kernel';
import type { Answer, TillRequest } from '../contracts/index.js';
import { isUnderstood } from '../domain/understand.js';
import { type KnownCard, unknownCard } from '../domain/known-card.js';
import {
  type Loaded,
  type Needs,
  type RequestKey,
  RequestKnown,
  type StoreDatabase,
} from '../ports/store-database.js';
import { CardsAtHand } from './cards-at-hand.js';
import { decideIn } from './decide.js';
import { premisesOf, type Job, needsBeyond, together } from './job.js';
import { momentOf, type NodeState, type ProgramStart, readClocks, startOf, stateOf } from './node-state.js';
import { WorkingSet } from './working-set.js';

export interface WriterParts {
  readonly database: StoreDatabase;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly seals: Seals;
  readonly signer: Signer;
}

/** More requests wait than the node takes on; the same request may be taken a moment later. */
export class NodeBusy extends Error {
  override readonly name = 'NodeBusy';
}

/** The node's books are not what the hub knows of it: it may not authorize anything until it is enrolled anew. */
export class NodeUnfit extends Error {
  override readonly name = 'NodeUnfit';
}

const WAITING_MAX = 2_000;
const BATCH_MAX = 100;

interface Waiting {
  readonly needs: Needs;
  readonly presumedNew: readonly RequestKey[];
  work(set: WorkingSet): void;
  keep(): void;
  fail(error: unknown): void;
}

/**
 * The only one who writes the node's books. Work is done one after another on what is committed and on what the work of the same
 * batch has added to it; a batch is committed at once, and nobody is told anything before that. What a commit that failed had
 * added never was.
 */
export class Writer {
  private readonly waiting: Waiting[] = [];
  private readonly atHand = new CardsAtHand();
  private state: NodeState | undefined;
  private isWriting = false;
  private isClosed = false;
  private readonly idle: (() => void)[] = [];
  private readonly listeners: (() => void)[] = [];

  private constructor(
    private readonly parts: WriterParts,
    private readonly start: ProgramStart,
    state: NodeState,
  ) {
    this.state = state;
    this.committed = state;
  }

  /** The state that was committed last. */
  committed: NodeState;

  /** @throws NotEnrolled, Unavailable */
  static async open(parts: WriterParts): Promise<Writer> {
    const memory = await parts.database.remember();
    const start = startOf(memory, parts.clock);
    return new Writer(parts, start, stateOf(memory, start));
  }

  /**
   * Decides what a till wants; what it is told is on the disk.
   * @throws NodeBusy, NodeUnfit, Unavailable: nothing is known to have come of it, and the same request may be sent again
   */
  async decide(request: TillRequest, onLine: boolean): Promise<Answer> {
    if (this.waiting.length >= WAITING_MAX) throw new NodeBusy(`${WAITING_MAX} requests are waiting`);
    const { clock, ids } = this.parts;
    return this.run({
      ...premisesOf(request),
      work: (set) => {
        const { unfit } = set.now.values;
        if (unfit) throw new NodeUnfit(unfit.why);
        return decideIn(set, request, { now: momentOf(set.now, clock), onLine, ids });
      },
    });
  }

  /** What is committed of a card. @throws Unavailable */
  async known(cardId: string): Promise<KnownCard> {
    const atHand = this.atHand.get(cardId);
    if (atHand) return atHand;
    const { cards } = await this.parts.database.load({ requests: [], business: [], cards: [cardId] });
    return cards[0] ?? unknownCard(cardId);
  }

  /** Does work and commits what comes of it. @throws what the work throws, and Unavailable */
  run<T>({ needs, presumedNew = [], work }: Job<T>): Promise<T> {
    if (this.isClosed) return Promise.reject(new Unavailable('This node is stopping'));
    return new Promise<T>((resolve, reject) => {
      let result: { readonly value: T } | undefined;
      this.waiting.push({
        needs,
        presumedNew,
        work(set) {
          result = { value: work(set) };
        },
        keep: () => (result ? resolve(result.value) : reject(new Error('The work was not done'))),
        fail: reject,
      });
      this.wake();
    });
  }

  /** @param listener told when facts are on the disk */
  onSaid(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Takes nothing more, and resolves when all that was taken is answered. */
  async close(): Promise<void> {
    this.isClosed = true;
    if (this.isWriting) await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private wake(): void {
    if (this.isWriting) return;
    this.isWriting = true;
    void this.writeAll();
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, BATCH_MAX);
      // One that throws must not take the others with it.
      if (!(await this.write(batch))) for (const each of batch) await this.write([each]);
    }
    // In the same turn as the last look: who comes now finds nobody at work, and wakes the writer.
    this.isWriting = false;
    for (const resolve of this.idle.splice(0)) resolve();
  }

  /** @returns whether all of them have heard what came of them */
  private async write(batch: readonly Waiting[]): Promise<boolean> {
    const needs = together(batch.map((each) => each.needs));
    const presumedNew = batch.flatMap((each) => each.presumedNew);
    try {
      return await this.workOn(batch, needs).catch((error: unknown) => {
        if (!(error instanceof RequestKnown)) throw error;
        // Nothing was written, so all of it is decided anew, with what became of the request that came before.
        return this.workOn(batch, { ...needs, requests: [...needs.requests, ...presumedNew] });
      });
    } catch (error) {
      this.state = undefined;
      this.atHand.clear();
      for (const each of batch) each.fail(error);
      return true;
    }
  }

  private async workOn(batch: readonly Waiting[], needs: Needs): Promise<boolean> {
    const set = await this.gather(needs);
    try {
      for (const each of batch) each.work(set);
    } catch (error) {
      if (batch.length > 1) return false;
      batch[0]?.fail(error);
      return true;
    }
    await this.commit(set);
    for (const each of batch) each.keep();
    return true;
  }

  private async gather(needs: Needs): Promise<WorkingSet> {
    const { database, clock, seals, signer } = this.parts;
    this.state ??= stateOf(await database.remember(), this.start);
    const set = new WorkingSet(this.state, { seals, signer }, readClocks(this.start, clock));
    const loaded = await this.load(needs);
    set.add(loaded);
    for (let more = needsBeyond(needs, loaded); more;) {
      const besides = await this.load(more);
      set.add(besides);
      more = needsBeyond({ ...more, cards: [...needs.cards, ...more.cards] }, besides);
    }
    return set;
  }

  /** Cards that are at hand need not be read. */
  private async load({ cards, ...needs }: Needs): Promise<Loaded> {
    const atHand = cards.flatMap((cardId) => this.atHand.get(cardId) ?? []);
    const missing = cards.filter((cardId) => !this.atHand.get(cardId));
    const loaded = await this.parts.database.load({ ...needs, cards: missing });
    return { ...loaded, cards: [...atHand, ...loaded.cards] };
  }

  private keepAtHand({ known, changes: { listed, others } }: WorkingSet): void {
    this.atHand.keep(known);
    // The disk now has more of these than the set.
    for (const [cardId] of listed) this.atHand.forget(cardId);
    for (const fact of others) if (isUnderstood(fact)) this.atHand.forget(fact.says.body.cardId);
  }

  private async commit(set: WorkingSet): Promise<void> {
    const { clock, database } = this.parts;
    const before = this.state?.books;
    const { books } = set.now;
    const { unbackedMinor, riskMinor, loadedMinor, checkpointSeq } = books;
    set.remember({
      clock: readClocks(this.start, clock),
      ...(books !== before && { sums: { unbackedMinor, riskMinor, loadedMinor, checkpointSeq } }),
      ...(books.terms !== before?.terms && { terms: books.terms }),
    });
    const { values, leases, ...rows } = set.changes;
    const isOnlyTime = Object.keys({ ...values, ...leases }).length === 1;
    if (isOnlyTime && Object.values(rows).every((all) => all.length === 0)) return;
    await database.commit(set.changes);
    this.keepAtHand(set);
    this.state = set.now;
    this.committed = set.now;
    if (rows.facts.length > 0) for (const listener of this.listeners) listener();
  }
}
