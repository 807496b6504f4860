import { createMemoryDatabase, type MemoryDatabase } from '#adapters/memory';
import type { Chance, LogReader, Transaction } from '#kernel';
import type { Scheduler } from './scheduler.js';
import { BEGINNING } from './simulated-process.js';

/** The one database of a world, as it is behind the network. */
export class SimulatedStore {
  readonly database: MemoryDatabase;
  /** Transactions that have begun and not ended. */
  open = 0;
  /** Grows with each commit. */
  commits = 0;
  private offsetMs = 0;

  constructor(
    private readonly scheduler: Scheduler,
    chance: Chance,
  ) {
    this.database = createMemoryDatabase({ clock: { now: () => this.now }, chance });
  }

  /** By its own clock, in milliseconds since 1970. */
  get now(): number {
    return BEGINNING + this.scheduler.now + this.offsetMs;
  }

  /** Somebody sets its clock. */
  jump(byMs: number): void {
    this.offsetMs += byMs;
  }

  /** Runs work over some connections of it. */
  async transaction<T>(
    work: (tx: Transaction) => Promise<T>,
    connections: MemoryDatabase = this.database,
  ): Promise<T> {
    this.open += 1;
    try {
      const result = await connections.transaction(work);
      this.commits += 1;
      return result;
    } finally {
      this.open -= 1;
    }
  }

  /**
   * How long nobody has anything to do in the store by itself, in milliseconds: 0 when there is work, undefined when there
   * is nothing that will ever be due.
   */
  async idleMs({ queues, sagas, readers }: WhatWorks): Promise<number | undefined> {
    if (this.open > 0) return 0;
    return this.database.transaction(async (tx) => {
      const dues = [await tx.mailbox.nextRetryInMs(queues), await tx.timers.nextInMs(sagas)];
      const horizon = await tx.events.horizon();
      for (const reader of readers) {
        const position = (await tx.readModels.position(reader)) ?? undefined;
        const log = position === undefined ? await tx.events.readAfter(undefined, 1, typesOf(reader)) : [];
        const isBehind = position === undefined ? log.length > 0 : tx.events.compare(position, horizon) < 0;
        if (isBehind) return 0;
      }
      const known = dues.filter((each) => each !== undefined);
      return known.length === 0 ? undefined : Math.min(...known);
    });
  }
}

/** What the programs of a world work on. */
export interface WhatWorks {
  readonly queues: readonly string[];
  readonly sagas: readonly string[];
  readonly readers: readonly LogReader[];
}

const typesOf = ({ events }: LogReader): string[] => events.map((each) => each.type);
