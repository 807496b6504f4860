import { type Clock, CommitUnknown, ConcurrentWrite, Unavailable } from '#kernel';
import type { Held, Holder, Statement } from './holder.js';
import type { Writers } from './writers.js';

/** Where a transaction stands: before it starts, before a statement or the commit, or when it has committed. */
export interface GateStep {
  /** The number of the transaction among all of its database. */
  readonly transaction: number;
  /** `start`, the name of a statement, `commit`, or `committed` when only the caller does not know it yet. */
  readonly at: string;
}

/** Decides when a transaction goes on; what it throws, the transaction fails with. */
export type Gate = (step: GateStep) => Promise<void>;

type State = 'open' | 'committing' | 'committed' | 'undone' | 'cut';

/** One transaction: what it holds, whom it waits for, and how it ends. */
export class Session implements Holder {
  /** Queues that it has put messages into. */
  readonly delivered = new Set<string>();
  waitsFor: Holder | undefined;
  private readonly held: Held[] = [];
  private readonly waiting: (() => void)[] = [];
  private wake: (() => void) | undefined;
  private lastStatement: Promise<unknown> = Promise.resolve();
  private failed: { readonly error: unknown } | undefined;
  private writerNumber: number | undefined;
  private state: State = 'open';
  private isCut = false;

  /** When it began, milliseconds since 1970. */
  readonly now: number;

  constructor(
    private readonly number: number,
    readonly clock: Pick<Clock, 'now'>,
    private readonly writers: Writers,
    private readonly gate: Gate | undefined,
  ) {
    this.now = Math.floor(clock.now());
  }

  /** Its number among the transactions that have written. */
  get writer(): number {
    this.writerNumber ??= this.writers.admit(this.now);
    return this.writerNumber;
  }

  /** Whether it is this one, among the transactions that have written. */
  isWriter(number: number): boolean {
    return this.writerNumber === number;
  }

  whenOver(goOn: () => void): void {
    this.waiting.push(goOn);
  }

  hold(held: Held): void {
    this.writerNumber ??= this.writers.admit(this.now);
    this.held.push(held);
  }

  holdLock(held: Held): void {
    this.held.push(held);
  }

  /** A statement that only looks at what there is. */
  read<T>(name: string, look: () => T): Promise<T> {
    return this.enqueue(name, async () => look());
  }

  /** A statement that may wait for other transactions. */
  run<T>(name: string, statement: () => Statement<T>): Promise<T> {
    return this.enqueue(name, () => this.runThrough(statement()));
  }

  /** Somebody else wrote first: whoever swallows this, the transaction will not commit. @throws ConcurrentWrite */
  refuse(why: string): never {
    const error = new ConcurrentWrite(why);
    this.failed ??= { error };
    throw error;
  }

  async start(): Promise<void> {
    await this.pass('start');
  }

  /** @throws CommitUnknown when the connection is lost meanwhile */
  async commit(): Promise<void> {
    if (this.state === 'open') this.state = 'committing';
    await this.lastStatement;
    if (this.failed) throw this.failed.error;
    await this.pass('commit');
    this.end('committed');
    await this.pass('committed');
  }

  /** Ends it without effect; an ended one stays as it is. */
  undo(): void {
    if (this.state === 'open' || this.state === 'committing') this.end('undone');
  }

  /** Takes its connection away: it is undone, unless it has committed already. */
  cut(): void {
    this.isCut = true;
    if (this.state === 'open' || this.state === 'committing') this.end('cut');
    this.wake?.();
  }

  private enqueue<T>(name: string, work: () => Promise<T>): Promise<T> {
    const isOpen = this.state === 'open' || this.state === 'cut' || this.failed !== undefined;
    if (!isOpen) return Promise.reject(new Error('This transaction is over'));
    const outcome = this.lastStatement.then(() => this.execute(name, work));
    this.lastStatement = outcome.catch(() => undefined);
    return outcome;
  }

  /** A statement that fails undoes its transaction at once. */
  private async execute<T>(name: string, work: () => Promise<T>): Promise<T> {
    try {
      await this.pass(name);
      if (this.state === 'undone') throw this.failed?.error ?? new Error('This transaction is over');
      return await work();
    } catch (error) {
      this.failed ??= { error };
      this.undo();
      // What failed first is what the transaction fails with, whatever came of it.
      throw this.failed.error;
    }
  }

  private async runThrough<T>(statement: Statement<T>): Promise<T> {
    for (;;) {
      const { done, value } = statement.next();
      if (done) return value;
      await this.waitUntilOver(value);
    }
  }

  private async waitUntilOver(holder: Holder): Promise<void> {
    if (this.wouldWaitForItself(holder)) {
      throw new ConcurrentWrite('Two transactions would wait for each other');
    }
    this.waitsFor = holder;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      holder.whenOver(resolve);
    });
    this.waitsFor = undefined;
    if (this.isCut) throw connectionLost();
  }

  private wouldWaitForItself(holder: Holder): boolean {
    for (let next: Holder | undefined = holder; next; next = next.waitsFor) if (next === this) return true;
    return false;
  }

  private async pass(at: string): Promise<void> {
    if (this.gate && !this.isCut) await this.gate({ transaction: this.number, at });
    if (!this.isCut) return;
    const isCommit = at === 'commit' || at === 'committed';
    throw isCommit ? new CommitUnknown('The connection was lost during COMMIT') : connectionLost();
  }

  private end(state: Exclude<State, 'open' | 'committing'>): void {
    this.state = state;
    for (const held of this.held) held.release(state === 'committed');
    if (this.writerNumber !== undefined) this.writers.leave(this.writerNumber);
    for (const goOn of this.waiting) goOn();
  }
}

const connectionLost = (): Unavailable => new Unavailable('The connection to the database is lost');
