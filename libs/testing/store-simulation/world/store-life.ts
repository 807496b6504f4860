import {
  type Exchange,
  Housekeeping,
  type HubLine,
  LineDown,
  type Neighbour,
  Neighbourhood,
  type StoreDatabase,
  StoreNode,
  Sync,
  Writer,
} from '#contexts/store-node';
import type { Answer, TillRequest } from '#contracts/store-node';
import type { Chance, Clock, Ids, Seals, Signer } from '#kernel';
import type { Owner } from '../../simulation/world/event-queue.js';
import type { Scheduler } from '../../simulation/world/scheduler.js';

/** Looks that find nothing would take most of a run: here they are this much rarer. */
const RARER = { housekeeping: 100, sync: 8, neighbours: 60 } as const;

export interface LifeParts {
  readonly scheduler: Scheduler;
  readonly seals: Seals;
  readonly signer: Signer;
  readonly ids: Ids;
  readonly chance: Chance;
  clockOf(owner: Owner): Clock;
  booksOf(life: StoreLife): StoreDatabase;
  lineOf(life: StoreLife): HubLine;
  neighboursOf(life: StoreLife): readonly Neighbour[];
  onCrash(): void;
  onTrouble(what: string): void;
}

interface Running {
  readonly writer: Writer;
  readonly sync: Sync;
  readonly node: StoreNode;
  readonly neighbourhood: Neighbourhood;
}

/** One life of a store's program, made of the real parts: it ends with a crash, and nothing of it goes on. */
export class StoreLife implements Owner {
  isAlive = true;
  readonly pausedUntil = 0;
  private running: Running | undefined;

  constructor(private readonly parts: LifeParts) {}

  /** @throws Unavailable when the books cannot be opened */
  async start(): Promise<void> {
    const { seals, signer, ids, chance } = this.parts;
    const clock = this.parts.clockOf(this);
    const database = this.parts.booksOf(this);
    const onTrouble = (what: string) => this.parts.onTrouble(what);
    const writer = await Writer.open({ database, clock, ids, seals, signer });
    const line = this.parts.lineOf(this);
    const shared = { writer, database, chance, seals, onTrouble };
    const sync = new Sync({ ...shared, line, clock: slower(clock, RARER.sync) });
    const housekeeping = new Housekeeping({
      ...shared,
      clock: slower(clock, RARER.housekeeping),
      isOnLine: () => sync.line.onLine,
    });
    const neighbours = this.parts.neighboursOf(this);
    const neighbourhood = new Neighbourhood({
      ...shared,
      neighbours,
      clock: slower(clock, RARER.neighbours),
    });
    const node = new StoreNode({ writer, sync, database, clock, hub: 'the hub' });
    this.running = { writer, sync, node, neighbourhood };
    sync.start();
    housekeeping.start();
    neighbourhood.start();
  }

  get isReady(): boolean {
    return this.isAlive && this.running !== undefined;
  }

  get isOnLine(): boolean {
    return this.running?.sync.line.onLine === true;
  }

  get isUnfit(): boolean {
    return Boolean(this.state?.values.unfit);
  }

  /** What was committed last. */
  get state() {
    return this.running?.writer.committed;
  }

  crash(): void {
    this.isAlive = false;
    this.parts.onCrash();
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.parts.scheduler.after(ms, resolve, { owner: this }));
  }

  async serve(request: TillRequest): Promise<Answer> {
    if (!this.running) throw new LineDown('The node is not up yet');
    return this.running.node.decide(request);
  }

  async hear(told: Exchange): Promise<Exchange> {
    if (!this.running) throw new LineDown('The node is not up yet');
    return this.running.neighbourhood.hear(told);
  }
}

const slower = (clock: Clock, times: number): Clock => ({
  now: () => clock.now(),
  elapsed: () => clock.elapsed(),
  after: (ms, then) => clock.after(ms * times, then),
});
