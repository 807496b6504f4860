import type { Database, Routine, Surroundings } from '#kernel';
import { following, projecting } from '../projections/keep-up.js';
import { LogRunner } from '../projections/log-runner.js';
import { BatchHandler } from './batch.js';
import { Chore } from './chore.js';
import { DeathWatch, LOOK_FOR_DEATHS_EACH_MS } from './death-watch.js';
import { RetentionSweep } from './retention-sweep.js';
import { HorizonWatch } from './horizon-watch.js';
import { OrphanWatch } from './orphan-watch.js';
import type { PostOffice } from './post-office.js';
import { Quarantine } from './quarantine.js';
import type { Routes } from './routes.js';
import { sendCommands } from './send-commands.js';
import { TimerLoop } from './timer-loop.js';
import { Worker } from './worker.js';

export interface EngineOptions {
  /** Messages in one transaction at the most. */
  readonly batchMax?: number;
  /** Transactions at work at once. */
  readonly lanes?: number;
  /**
   * How long messages of unknown types and versions are left to programs that know them before they are buried, in
   * milliseconds: 5 minutes by default.
   */
  readonly patienceMs?: number;
  /** Shared with the handlers of this process that talk to the outside, where it has any. */
  readonly quarantine?: Quarantine;
  /** Called with sagas, by `saga/key`, that would have waited for ever. */
  readonly onOrphans?: (sagas: readonly string[]) => void;
  /** Called once when the database answers again. @param awayMs for how long it did not */
  readonly onRecovered?: (awayMs: number) => void;
  /** Called after the commit that ended these operations. */
  readonly onEnded?: (operationIds: readonly string[]) => void;
}

const BATCH_MAX = 200;
const LANES = 2;
const LOOK_FOR_ORPHANS_EACH_MS = 60_000;
const LOOK_AT_HORIZON_EACH_MS = 2_000;
const SWEEP_EACH_MS = 3_600_000;

/** Runs deciders, sagas, timers and read models of all contexts on one database. */
export class Engine {
  private readonly deaths: DeathWatch;
  private readonly worker: Worker;
  private readonly timers: TimerLoop;
  private readonly readers: LogRunner;
  private readonly chores: readonly Chore[];

  constructor(
    private readonly database: Database,
    private readonly routes: Routes,
    private readonly postOffice: PostOffice,
    surroundings: Surroundings,
    onTrouble: (what: string, error: unknown) => void,
    options: EngineOptions = {},
  ) {
    this.timers = new TimerLoop(database, routes, postOffice, surroundings, onTrouble);
    const keepers = [...this.shown().map(projecting), ...this.followers().map(following)];
    this.readers = new LogRunner(database, routes.catalog, keepers, surroundings, onTrouble);
    this.chores = [
      this.orphanChore(surroundings, onTrouble, options),
      this.horizonChore(surroundings, onTrouble),
      this.retentionChore(surroundings, onTrouble),
      this.deathChore(surroundings, onTrouble),
      ...this.routines().map((each) => this.routineChore(each, surroundings, onTrouble)),
    ];
    this.deaths = new DeathWatch(database, surroundings.ids);
    this.worker = new Worker(
      database,
      new BatchHandler(routes, postOffice, surroundings.ids, options.patienceMs),
      {
        queues: routes.contextQueues(),
        batchMax: options.batchMax ?? BATCH_MAX,
        lanes: options.lanes ?? LANES,
      },
      surroundings,
      {
        onTrouble,
        onRecovered: (awayMs) => options.onRecovered?.(awayMs),
        onBatch: ({ keptEvents, nextTimerAt, failed, endedOperations }) => {
          this.postOffice.posted();
          this.readers.wake(keptEvents);
          this.timers.expect(nextTimerAt);
          if (endedOperations.length > 0) options.onEnded?.(endedOperations);
          for (const { claimed, error } of failed) {
            onTrouble(`${claimed.envelope.type} ${claimed.envelope.id} failed`, error);
          }
        },
      },
      this.deaths,
      options.quarantine ?? new Quarantine(),
    );
  }

  /** Makes room for the read models, and for how far the log was read. */
  async prepare(): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.readModels.prepare(this.shown());
      await tx.readModels.register(this.followers());
    });
  }

  start(): void {
    this.worker.start();
    this.timers.start();
    this.readers.start();
    for (const each of this.chores) each.start();
  }

  /** Finishes what is under way; what is queued stays queued. */
  async stop(): Promise<void> {
    await Promise.all([this.worker.stop(), this.timers.stop()]);
    await Promise.all([this.readers, ...this.chores].map((each) => each.stop()));
    // Otherwise others take this process for dead, which only costs them some time.
    await this.deaths.leave().catch(() => undefined);
  }

  private orphanChore(
    surroundings: Surroundings,
    onTrouble: (what: string, error: unknown) => void,
    { onOrphans }: EngineOptions,
  ): Chore {
    const watch = new OrphanWatch(this.database, this.routes, this.postOffice, surroundings.ids);
    const look = async (): Promise<void> => {
      const orphans = await watch.look();
      if (orphans.length === 0) return;
      onOrphans?.(orphans);
      onTrouble(`Nothing could wake ${orphans.length} sagas: ${orphans.join(', ')}`, undefined);
    };
    return new Chore(surroundings, look, {
      whenItFails: 'Orphaned sagas are not looked for',
      everyMs: LOOK_FOR_ORPHANS_EACH_MS,
      onTrouble,
    });
  }

  private horizonChore(surroundings: Surroundings, onTrouble: (what: string, error: unknown) => void): Chore {
    const watch = new HorizonWatch(this.database, (what) => onTrouble(what, undefined));
    return new Chore(surroundings, () => watch.look(), {
      whenItFails: 'Nobody looks whether the log goes on',
      everyMs: LOOK_AT_HORIZON_EACH_MS,
      onTrouble,
    });
  }

  private retentionChore(
    surroundings: Surroundings,
    onTrouble: (what: string, error: unknown) => void,
  ): Chore {
    const retention = new RetentionSweep(this.database, surroundings.ids);
    return new Chore(surroundings, () => retention.sweep(), {
      whenItFails: 'What is old is kept',
      everyMs: SWEEP_EACH_MS,
      onTrouble,
    });
  }

  private deathChore(surroundings: Surroundings, onTrouble: (what: string, error: unknown) => void): Chore {
    const look = async (): Promise<void> => {
      if (await this.deaths.look()) this.worker.beCareful();
    };
    return new Chore(surroundings, look, {
      whenItFails: 'Nobody looks whether other processes have died',
      everyMs: LOOK_FOR_DEATHS_EACH_MS,
      onTrouble,
    });
  }

  private routineChore(
    { due, everyMs, whenItFails }: Routine,
    surroundings: Surroundings,
    onTrouble: (what: string, error: unknown) => void,
  ): Chore {
    const { database, routes, postOffice } = this;
    const look = async (): Promise<void> => {
      await database.transaction(async (tx) =>
        sendCommands(tx, await due(tx), { routes, postOffice, surroundings }),
      );
      postOffice.posted();
    };
    return new Chore(surroundings, look, { everyMs, whenItFails, onTrouble });
  }

  private shown() {
    return this.routes.contexts.flatMap((context) => context.shows ?? []);
  }

  private followers() {
    return this.routes.contexts.flatMap((context) => context.follows ?? []);
  }

  private routines() {
    return this.routes.contexts.flatMap((context) => context.repeats ?? []);
  }
}
