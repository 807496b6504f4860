import { Unavailable } from '#kernel';
import type { Fault } from '../faults/fault.js';
import type { Program } from './program.js';
import { ProcessDatabase } from './process-database.js';
import { SimulatedProcess } from './simulated-process.js';
import type { WorldParts } from './world-parts.js';

/** As PostgreSQL is set up: a transaction whose program says nothing for so long is rolled back. */
const IDLE_IN_TRANSACTION_MS = 10_000;

export interface Life {
  readonly process: SimulatedProcess;
  readonly database: ProcessDatabase;
  /** Missing until the program has started. */
  readonly program?: Program;
}

/** A computer on which the program runs, crashes and is started again. */
export class Node {
  private current: Life | undefined;
  private lives = 0;
  private clockOffsetMs = 0;

  constructor(
    readonly name: string,
    private readonly world: WorldParts,
    /** Different for each node, so that ids are too. */
    private readonly number: number,
    private readonly start: (life: Life, node: Node) => Promise<Program>,
  ) {}

  /** What runs here now; undefined while nothing does. */
  get life(): Life | undefined {
    return this.current;
  }

  boot(): void {
    this.lives += 1;
    const { scheduler, random } = this.world;
    const chance = random.fork(`${this.name}/${this.lives}`);
    const number = this.number * 256 + this.lives;
    const process = new SimulatedProcess(this.name, number, scheduler, chance, () => this.clockOffsetMs);
    const database = new ProcessDatabase(this.world, process, (downMs) => this.crash(downMs));
    const life = { process, database };
    this.current = life;
    void this.run(life);
  }

  crash(downMs: number): void {
    const { current, world } = this;
    if (!current) return;
    this.current = undefined;
    world.trace.tell(this.name, 'crashes');
    current.process.die();
    world.scheduler.after(downMs, () => {
      if (this.current) return;
      world.trace.tell(this.name, 'starts again');
      this.boot();
    });
  }

  pause(forMs: number): void {
    const { current, world } = this;
    if (!current) return;
    const { pausedUntil } = current.process;
    current.process.pausedUntil = Math.max(pausedUntil, world.scheduler.now + forMs);
    world.encounters.met('a process slept and woke up');
    world.scheduler.after(Math.min(forMs, IDLE_IN_TRANSACTION_MS), () => {
      if (forMs > IDLE_IN_TRANSACTION_MS) {
        current.database.loseLine(new Unavailable('The transaction was idle for too long'));
      }
    });
  }

  jumpClock(byMs: number): void {
    this.clockOffsetMs += byMs;
  }

  /** What happens at once when a fault of this node begins. */
  suffer(fault: Fault): void {
    const { world } = this;
    switch (fault.kind) {
      case 'crash':
        if (fault.where !== 'at any moment' || !world.faults.crashes(this.name, fault.where)) return;
        world.encounters.met('a crash at any moment');
        return this.crash(fault.downMs);
      case 'pause':
        return this.pause(fault.forMs);
      case 'node clock':
        world.encounters.met('the clock of a process jumped');
        return this.jumpClock(fault.byMs);
      case 'cut':
        if (fault.from !== 'clients') world.encounters.met(`a process lost the ${fault.from}`);
        if (fault.from === 'store') this.current?.database.loseLine();
        return;
      default:
        return;
    }
  }

  private async run(life: Life): Promise<void> {
    for (;;) {
      try {
        const program = await this.start(life, this);
        if (this.current === life) this.current = { ...life, program };
        return;
      } catch (error) {
        // Whoever looks after the processes starts one again that could not start.
        this.world.trace.note(`${this.name} cannot start: ${String(error)}`);
        await life.process.wait(1_000);
      }
    }
  }
}
