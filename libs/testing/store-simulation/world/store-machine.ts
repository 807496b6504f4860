import { type Disk, emptyDisk, MemoryStoreDatabase } from '#contexts/store-node';
import type { Signer } from '#kernel';
import type { Scheduler } from '../../simulation/world/scheduler.js';
import type { CrashPoint } from '../scenario/happening.js';
import { MachineClock } from './machine-clock.js';
import type { StoreLife } from './store-life.js';

/** The box in a store: its disk, its clocks, its key. Programs on it come and go. */
export class StoreMachine {
  readonly database: MemoryStoreDatabase;
  readonly clock: MachineClock;
  life: StoreLife | undefined;
  lives = 0;
  idsGiven = 0;
  isGone = false;
  /** What it sends next comes without the first of it, and then all. */
  tellsLastFirst = false;
  slow = { untilMs: 0, byMs: 0 };
  backups: Disk[] = [];
  private readonly strikes: CrashPoint[] = [];
  downMs = 1_000;

  constructor(
    readonly name: string,
    /** Machines of one store have one number. */
    readonly store: number,
    readonly storeId: string,
    readonly signer: Signer,
    scheduler: Scheduler,
    disk: Disk = emptyDisk,
  ) {
    this.database = new MemoryStoreDatabase(disk);
    this.clock = new MachineClock(scheduler);
  }

  get isUp(): boolean {
    return !this.isGone && this.life?.isReady === true;
  }

  /** The next time that a program comes to this point, it crashes. */
  strikeAt(where: CrashPoint, downMs: number): void {
    this.strikes.push(where);
    this.downMs = downMs;
  }

  struckAt(where: CrashPoint): boolean {
    const at = this.strikes.indexOf(where);
    if (at < 0) return false;
    this.strikes.splice(at, 1);
    return true;
  }

  /** Whatever was to go wrong does not any more. */
  spare(): void {
    this.strikes.length = 0;
    this.slow = { untilMs: 0, byMs: 0 };
    this.tellsLastFirst = false;
  }

  nextId(): string {
    this.idsGiven += 1;
    const serial = this.idsGiven.toString(16).padStart(12, '0');
    const name = [...this.name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 0xffff_ffff, 7);
    return `${name.toString(16).padStart(8, '0')}-${this.lives.toString(16).padStart(4, '0')}-4000-8000-${serial}`;
  }
}
