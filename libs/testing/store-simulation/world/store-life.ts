import {
  type Answer,
  type Exchange,
  type HubLine,
  knowledgeAgeMs,
  LineDown,
  noNeeds,
  shortfallMinor,
  type StoreDatabase,
  type TillRequest,
  Writer,
} from '#contexts/store-node';
import type { Clock, Ids, Seals, Signer } from '#kernel';
import type { Owner } from '../../simulation/world/event-queue.js';
import type { Scheduler } from '../../simulation/world/scheduler.js';
import { Attendance, exchangeOf } from './attendance.js';

const ASK_WITHIN_MS = 800;

export interface LifeParts {
  readonly scheduler: Scheduler;
  readonly seals: Seals;
  readonly signer: Signer;
  readonly ids: Ids;
  clockOf(owner: Owner): Clock;
  booksOf(life: StoreLife): StoreDatabase;
  lineOf(life: StoreLife): HubLine;
  onCrash(): void;
}

/** One life of a store's program: it ends with a crash, and nothing of it goes on. */
export class StoreLife implements Owner {
  isAlive = true;
  readonly pausedUntil = 0;
  readonly database: StoreDatabase;
  private readonly clock: Clock;
  private readonly line: HubLine;
  private attendance: Attendance | undefined;
  private writer: Writer | undefined;
  /** The hub was reached the last time that it was asked. */
  isOnLine = true;
  isSyncing = false;

  constructor(private readonly parts: LifeParts) {
    this.clock = parts.clockOf(this);
    this.database = parts.booksOf(this);
    this.line = parts.lineOf(this);
  }

  async start(): Promise<void> {
    const { database, clock, line } = this;
    const { seals, signer, ids } = this.parts;
    const writer = await Writer.open({ database, clock, ids, seals, signer });
    this.writer = writer;
    this.attendance = new Attendance({ writer, database, line, clock, seals });
  }

  get isReady(): boolean {
    return this.isAlive && this.attendance !== undefined;
  }

  get isUnfit(): boolean {
    return Boolean(this.writer?.committed.values.unfit);
  }

  get state() {
    return this.writer?.committed;
  }

  crash(): void {
    this.isAlive = false;
    this.parts.onCrash();
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.parts.scheduler.after(ms, resolve, { owner: this }));
  }

  /** What a till wants; on line, the hub is asked for what is missing first. */
  async serve(request: TillRequest): Promise<Answer> {
    const { writer } = this;
    if (!writer) throw new LineDown('The node is not up yet');
    if ((request.kind === 'redeem' || request.kind === 'hold') && this.isOnLine) await this.fetchMissing(writer, request);
    return writer.decide(request, this.isOnLine);
  }

  private async fetchMissing(
    writer: Writer,
    { cardId, minor, till, requestId }: Extract<TillRequest, { kind: 'redeem' | 'hold' }>,
  ): Promise<void> {
    const missing = await writer.run({
      needs: { ...noNeeds, cards: [cardId], requests: [{ till, requestId }] },
      work: (set) => {
        const view = set.view(cardId);
        const monotonicMs = this.clock.elapsed();
        const now = { monotonicMs, knowledgeAgeMs: knowledgeAgeMs(set.now, monotonicMs) };
        if (set.request({ till, requestId })) return 0;
        return view ? shortfallMinor(minor, view, set.now.books, now) : minor;
      },
    });
    if (missing === 0) return;
    try {
      const requestKey = `${till}/${requestId}/${cardId}`;
      await this.attendance?.receive(await this.line.askAllowance({ cardId, minor: missing, requestKey }, ASK_WITHIN_MS));
    } catch (error) {
      if (!(error instanceof LineDown)) throw error;
      this.isOnLine = false;
    }
  }

  async sync(): Promise<boolean> {
    if (!this.attendance) return false;
    this.isOnLine = await this.attendance.sync();
    return this.isOnLine;
  }

  /** What ends by itself, also without a line. */
  async tidy(): Promise<void> {
    await this.attendance?.giveBack();
  }

  /** @returns what the other one may not know */
  async tell(known: Readonly<Record<string, number>>): Promise<Exchange> {
    if (!this.writer) throw new LineDown('The node is not up yet');
    return exchangeOf(this.database, known, this.writer.committed.books);
  }

  async hear(exchange: Exchange): Promise<{ facts: number; blocks: number }> {
    return (await this.attendance?.hear(exchange)) ?? { facts: 0, blocks: 0 };
  }

  async frontier(): Promise<Readonly<Record<string, number>>> {
    const { storeId = '' } = this.writer?.committed.books ?? {};
    return { ...(await this.database.othersFrontier()), [storeId]: this.writer?.committed.head.seq ?? 0 };
  }
}
