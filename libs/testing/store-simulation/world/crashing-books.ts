import { type MemoryStoreDatabase, type StoreDatabase } from '#contexts/store-node';
import type { Fact } from '#kernel';
import type { CrashPoint } from '../scenario/happening.js';

type Changes = Parameters<StoreDatabase['commit']>[0];

export interface Disk {
  readonly database: MemoryStoreDatabase;
  /** How long writing takes now, in milliseconds. */
  slowMs(): number;
  /** Whether the machine is to crash here; once. */
  strikes(where: CrashPoint): boolean;
  /** These facts are on the disk now, whoever hears of it. */
  onDurable(changes: Changes): void;
}

/** What a program needs of its own life. */
export interface Mortal {
  readonly isAlive: boolean;
  wait(ms: number): Promise<void>;
  crash(): void;
}

const NEVER = new Promise<never>(() => undefined);

/** The books as one life of a program writes them: it may end at any moment of that. */
export class CrashingBooks implements StoreDatabase {
  constructor(
    private readonly disk: Disk,
    private readonly life: Mortal,
  ) {}

  async commit(changes: Changes): Promise<void> {
    const { disk, life } = this;
    const slowMs = disk.slowMs();
    if (slowMs > 0) await life.wait(slowMs);
    if (!life.isAlive) return NEVER;
    if (disk.strikes('before fsync')) {
      life.crash();
      return NEVER;
    }
    const before = disk.database.image;
    try {
      await disk.database.commit(changes);
    } finally {
      if (disk.database.image !== before) disk.onDurable(changes);
    }
    if (disk.strikes('after fsync')) {
      life.crash();
      return NEVER;
    }
  }

  remember = () => this.read(() => this.disk.database.remember());
  load = (...args: Parameters<StoreDatabase['load']>) => this.read(() => this.disk.database.load(...args));
  chain = (afterSeq: number, max: number): Promise<readonly Fact[]> =>
    this.read(() => this.disk.database.chain(afterSeq, max));
  othersBeyond = (...args: Parameters<StoreDatabase['othersBeyond']>) =>
    this.read(() => this.disk.database.othersBeyond(...args));
  othersFrontier = () => this.read(() => this.disk.database.othersFrontier());
  hotCards = (...args: Parameters<StoreDatabase['hotCards']>) =>
    this.read(() => this.disk.database.hotCards(...args));
  expiredHolds = (...args: Parameters<StoreDatabase['expiredHolds']>) =>
    this.read(() => this.disk.database.expiredHolds(...args));
  cardsOnlyOthersTold = (...args: Parameters<StoreDatabase['cardsOnlyOthersTold']>) =>
    this.read(() => this.disk.database.cardsOnlyOthersTold(...args));
  cardsWithAllowances = (...args: Parameters<StoreDatabase['cardsWithAllowances']>) =>
    this.read(() => this.disk.database.cardsWithAllowances(...args));
  ping = () => this.read(() => this.disk.database.ping());
  close = async (): Promise<void> => undefined;

  private async read<T>(what: () => Promise<T>): Promise<T> {
    return this.life.isAlive ? what() : NEVER;
  }
}
