import type { Surroundings } from '#kernel';
import { Alarm } from './alarm.js';

interface ChoreOptions {
  /** What is said when it fails: `Orphaned sagas are not looked for`. */
  readonly whenItFails: string;
  readonly everyMs: number;
  onTrouble(what: string, error: unknown): void;
}

/** Something that a process does again and again, with pauses; a failure is said once, and waits for the next time. */
export class Chore {
  private readonly alarm: Alarm;
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly surroundings: Surroundings,
    private readonly work: () => Promise<void>,
    private readonly options: ChoreOptions,
  ) {
    this.alarm = new Alarm(surroundings.clock);
  }

  start(): void {
    this.running = this.run();
  }

  /** Finishes what is under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.alarm.ringAll();
    await this.running;
  }

  private async run(): Promise<void> {
    const { everyMs, whenItFails, onTrouble } = this.options;
    // Processes that start together do not do it together.
    await this.alarm.sleep(Math.ceil(this.surroundings.chance.fraction() * everyMs));
    let hasFailed = false;
    while (!this.stopping) {
      try {
        await this.work();
        hasFailed = false;
      } catch (error) {
        if (!hasFailed) onTrouble(whenItFails, error);
        hasFailed = true;
      }
      if (!this.stopping) await this.alarm.sleep(everyMs);
    }
  }
}
