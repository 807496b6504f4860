import { seals } from '#adapters/crypto';
import { CHECKPOINT } from '#contracts/gift-cards';
import {
  type HubLine,
  LineDown,
  MemoryStoreDatabase,
  type NewsQuestion,
  type Pushed,
  StoreNode,
  Sync,
  type Writer,
} from '#contexts/store-node';
import { type Clock, type Fact, type Notice, sealNotice } from '#kernel';
import { eventually } from '../eventually.js';
import { allowanceId, hub, openNode, otherStoreId, standingNotice, storeId } from './sample-node.js';

// A hub at the other end of a line that is cut and comes back: for specs.

/** What a hub grants is beside what was set aside before. */
function granted(minor: number): Notice<object> {
  const id = 'a110a0ce-0000-4000-8000-000000000002';
  const more = { id, storeId, leftMinor: minor, leaseMs: 60_000, recalled: false };
  const before = { id: allowanceId, storeId, leftMinor: 2_000, leaseMs: 3_600_000, recalled: false };
  return standingNotice({ version: 2, allowances: [before, more] });
}

/** A hub that takes all that it is sent, as long as its line is up. */
export class SampleHub implements HubLine {
  readonly facts: Fact[] = [];
  readonly asked: number[] = [];
  /** Places of what it was sent, without what came with nothing in it. */
  readonly sent: number[][] = [];
  /** How long it was to wait for news. */
  readonly waits: number[] = [];
  pushes = 0;
  questions = 0;
  news: Notice<object>[] = [];
  isUp = true;
  problems: Pushed['problems'] = [];
  /** Whether it says the same again and again. */
  repeats = false;
  /** Whether it tells nothing, and takes what it is told. */
  isMute = false;
  /** Whether there is always more to tell. */
  isMore = false;
  /** After how long it has no answer for a till, and the next one after twice that. */
  silentMs: number | undefined;
  newsWithinMs = 20;
  /** Its receipts are on their way until then. */
  held: Promise<void> | undefined;

  get receipt(): Notice<object> {
    const body = { storeId, seq: this.facts.length, head: this.facts.at(-1)?.id ?? null };
    return sealNotice(CHECKPOINT, body, hub);
  }

  async push(facts: readonly Fact[]) {
    this.pushes += 1;
    this.assertUp();
    if (facts.length > 0) this.sent.push(facts.map(({ seq }) => seq));
    const own = facts.filter(({ author }) => author === storeId);
    for (const fact of own) if (fact.seq === this.facts.length + 1) this.facts.push(fact);
    const notices = [this.receipt];
    await this.held;
    return { notices, problems: this.problems };
  }

  async pull({ bookmark, waitSeconds }: NewsQuestion, signal: AbortSignal) {
    this.waits.push(waitSeconds);
    this.assertUp();
    if (this.isMute) throw new LineDown('No answer');
    const notices = this.repeats ? this.news : this.news.splice(0);
    if (this.isMore || (notices.length === 0 && waitSeconds > 0)) await waited(this.newsWithinMs, signal);
    this.assertUp();
    return { notices, bookmark: `${Number(bookmark) + 1}`, isMore: this.isMore };
  }

  async askAllowance({ minor }: { readonly minor: number }) {
    this.questions += 1;
    this.assertUp();
    if (this.silentMs !== undefined) {
      const ms = this.silentMs * this.questions;
      await new Promise((resolve) => setTimeout(resolve, ms));
      throw new LineDown('No answer in time');
    }
    this.asked.push(minor);
    return [granted(minor)];
  }

  async follow(cardIds: readonly string[]) {
    this.assertUp();
    return cardIds.map((cardId) =>
      standingNotice({ cardId, balanceMinor: 900, frontier: { [otherStoreId]: 1 } }),
    );
  }

  async list(after: string) {
    this.assertUp();
    return { notices: [], at: after, isMore: false };
  }

  private assertUp(): void {
    if (!this.isUp) throw new LineDown('The line is cut');
  }
}

const waited = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new LineDown('The question was called off'));
    });
  });

/** Waits are short here, so that a spec need not; or they never end. */
export class QuickClock implements Clock {
  isFrozen = false;
  frozenWaits = 0;
  longestMs = 0;
  now = () => Date.now();
  passedMs = 0;
  elapsed = () => performance.now() + this.passedMs;
  after(ms: number, then: () => void): () => void {
    this.longestMs = Math.max(this.longestMs, ms);
    if (this.isFrozen) {
      this.frozenWaits += 1;
      return () => undefined;
    }
    const timer = setTimeout(then, Math.min(ms, 10));
    return () => clearTimeout(timer);
  }
}

const WITHIN = { withinMs: 5_000 };

/** A store that talks with its hub. */
export interface NodeOnLine {
  readonly clock: QuickClock;
  readonly database: MemoryStoreDatabase;
  readonly writer: Writer;
  readonly sync: Sync;
  readonly node: StoreNode;
  /** What went wrong. */
  readonly troubles: readonly unknown[];
  lineIs(onLine: boolean): Promise<boolean>;
  /** Resolves when the hub has confirmed all. */
  nothingWaits(): Promise<number>;
  stop(): Promise<void>;
}

export async function connectNode(
  line: SampleHub,
  clock = new QuickClock(),
  database = new MemoryStoreDatabase(),
): Promise<NodeOnLine> {
  const writer = await openNode(database, clock);
  const troubles: unknown[] = [];
  const onTrouble = (_: string, trouble: unknown) => troubles.push(trouble);
  const shared = { writer, database, clock };
  const sync = new Sync({ ...shared, line, chance: { fraction: () => 0 }, seals, onTrouble });
  const node = new StoreNode({ ...shared, sync, hub: 'http://hub' });
  sync.start();
  return {
    ...shared,
    sync,
    node,
    troubles,
    lineIs: (onLine) =>
      eventually(
        () => sync.line.onLine,
        (is) => is === onLine,
        WITHIN,
      ),
    nothingWaits: () =>
      eventually(
        () => node.status().waitingFacts,
        (count) => count === 0,
        WITHIN,
      ),
    async stop() {
      await sync.stop();
      await writer.close();
    },
  };
}
