import type { MemoryDatabase } from '#adapters/memory';
import { CommitUnknown, ConcurrentWrite, type Database, type Transaction, Unavailable } from '#kernel';
import { Doings } from './observed-transaction.js';
import { ProcessTransaction } from './process-transaction.js';
import type { SimulatedProcess } from './simulated-process.js';
import type { WorldParts } from './world-parts.js';

const UNREACHABLE_MS = 50;
/** One request to commit in so many takes its time, so that others come in between. */
const SLOW_COMMITS = 0.3;
/** As slow is one answer in so many to somebody who has only looked. */
const SLOW_LOOKS = 0.3;

type Where = 'within a transaction' | 'before a commit' | 'after a commit' | 'after timers were taken';

class Crashed extends Error {}

/** One transaction on its way to its end. */
interface Attempt {
  readonly doings: Doings;
  /** Messages that had been queued when it began. */
  readonly seen: number;
  stage: 'open' | 'committing' | 'decided';
  /** What the process hears of the commit. */
  answer: 'as it should' | 'none';
  /** The process does not live to hear it. */
  crashes?: Where;
}

/** The store as one process reaches it: over a network that fails, with commits whose answers get lost. */
export class ProcessDatabase implements Database {
  private readonly connections: MemoryDatabase;
  private readonly lineLost = new Set<(reason: Error) => void>();

  constructor(
    private readonly world: WorldParts,
    private readonly process: SimulatedProcess,
    private readonly crash: (downMs: number) => void,
  ) {
    this.connections = world.store.database.another();
    process.whenDead(() => this.loseLine(new Crashed('The process is dead')));
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    try {
      return await this.transact(work);
    } catch (error) {
      this.process.hearsOfFailure();
      throw error;
    }
  }

  onDelivered(listener: (queues: ReadonlySet<string>) => void): void {
    const { process, world } = this;
    world.store.database.onDelivered((queues) => {
      if (!process.isAlive || world.faults.losesNotices(process.node) || this.isCut) return;
      process.after(process.random.int(0, 3), () => listener(queues));
    });
  }

  async ping(): Promise<void> {
    await this.process.hop();
    await this.reach();
  }

  async close(): Promise<void> {}

  /** What was under way is rolled back, or its commit goes unanswered. */
  loseLine(reason: Error = new Unavailable('The line to the store broke')): void {
    this.connections.cut();
    for (const tell of this.lineLost) tell(reason);
  }

  private async transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const { process, world } = this;
    await process.hop();
    await this.reach();
    const seen = world.chronicle.order.queuedSoFar;
    const attempt: Attempt = { doings: new Doings(), seen, stage: 'open', answer: 'as it should' };
    try {
      const result = await world.store.transaction(
        (tx) => this.untilLineIsLost(this.workAndCommit(tx, attempt, work)),
        this.connections,
      );
      return await this.hear(result, attempt);
    } catch (error) {
      throw await this.failureOf(error, attempt);
    }
  }

  private get isCut(): boolean {
    return this.world.faults.isCut(this.process.node, 'store');
  }

  private async reach(): Promise<void> {
    const { process, world } = this;
    if (this.isCut) {
      await process.wait(UNREACHABLE_MS);
      throw new Unavailable('The store cannot be reached');
    }
    const trouble = world.faults.transient(process.node);
    if (!trouble) return;
    world.encounters.met('a transient error of the store');
    world.trace.tell(process.node, `meets ${trouble.error}`);
    throw trouble.error === 'ConcurrentWrite'
      ? new ConcurrentWrite('Somebody else was faster')
      : new Unavailable('The store is busy starting');
  }

  private async workAndCommit<T>(
    tx: Transaction,
    attempt: Attempt,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    const { process, world } = this;
    const { doings } = attempt;
    const written = () => this.crashWhere('within a transaction');
    const result = await work(
      new ProcessTransaction(tx, process, { doings, encounters: world.encounters, written }),
    );
    if (!doings.wrote) return result;
    attempt.stage = 'committing';
    if (process.random.happens(SLOW_COMMITS)) await process.hop();
    this.decideCommit(attempt);
    return result;
  }

  /** The request to commit arrives. @throws what rolls the transaction back */
  private decideCommit(attempt: Attempt): void {
    const { process, world } = this;
    if (this.crashWhere('before a commit')) throw new Crashed('The process is dead');
    const unknown = world.faults.unknownCommit(process.node);
    if (unknown && !unknown.tookEffect) throw new Unavailable('The line broke before the commit');
    attempt.stage = 'decided';
    if (unknown) attempt.answer = 'none';
    const waits = (where: Where) => world.faults.waitsToCrash(process.node, where);
    if (waits('after a commit')) attempt.crashes = 'after a commit';
    else if (attempt.doings.tookTimers && waits('after timers were taken'))
      attempt.crashes = 'after timers were taken';
  }

  private async untilLineIsLost<T>(work: Promise<T>): Promise<T> {
    let lose: (reason: Error) => void = () => undefined;
    const lost = new Promise<never>((_, reject) => (lose = reject));
    this.lineLost.add(lose);
    try {
      return await Promise.race([work, lost]);
    } finally {
      this.lineLost.delete(lose);
    }
  }

  private async hear<T>(result: T, { answer, crashes, doings, seen }: Attempt): Promise<T> {
    const { process, world } = this;
    const { told, met, wrote } = doings;
    if (wrote) world.chronicle.keep(doings.events, doings.beliefs);
    if (wrote) world.chronicle.zombies.push(...doings.lost);
    if (wrote) world.chronicle.order.keep(doings, seen);
    for (const each of met) each();
    if (told.length > 0) world.trace.tell(process.node, `commits: ${told.join(', ')}`);
    else if (wrote) world.trace.note(`${process.node} commits`);
    if (crashes) this.crashWhere(crashes);
    const wasCut = this.isCut;
    if (wrote || !process.isRunning || process.random.happens(SLOW_LOOKS)) await process.hop();
    const isLost = answer === 'none' || (wrote && !wasCut && this.isCut);
    if (!isLost) return result;
    world.encounters.met('a commit was unknown and had taken effect');
    world.trace.tell(process.node, 'loses the answer to its commit');
    throw new CommitUnknown('The line broke during COMMIT');
  }

  /** What the process makes of it, if it still lives. */
  private async failureOf(error: unknown, { stage, doings }: Attempt): Promise<unknown> {
    const { process, world } = this;
    if (stage !== 'open') world.chronicle.order.forget(doings.gone);
    if (error instanceof ConcurrentWrite) world.encounters.met('somebody wrote first');
    await process.hop();
    if (stage !== 'committing' || !(error instanceof Unavailable)) return error;
    world.encounters.met('a commit was unknown and had not taken effect');
    world.trace.tell(process.node, 'loses the line before its commit arrives');
    return new CommitUnknown('The line broke during COMMIT');
  }

  private crashWhere(where: Where): boolean {
    const { process, world } = this;
    const fault = world.faults.crashes(process.node, where);
    if (!fault) return false;
    world.encounters.met(`a crash ${where}`);
    this.crash(fault.downMs);
    return true;
  }
}
