import type { Clock, Database, Operation, Surroundings, Transaction } from '#kernel';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';

import { DATABASE, SURROUNDINGS } from '../tokens.js';

interface Waiter {
  readonly id: string;
  readonly principal: string;
  /** On the process's own clock, in milliseconds. */
  readonly giveUpAt: number;
  lookAt: number;
  pauseMs: number;
  resolve(operation: Operation | undefined): void;
  reject(error: unknown): void;
}

// Where the engine of this process tells what has ended, looking is a safety net and can be slower.
const PAUSE_MS = { first: 5, firstWhenTold: 20, max: 100 };
const LOOKS_IN_ONE_TRANSACTION = 100;
const WAITERS_MAX = 1_000;

export const hasEnded = ({ state }: Operation): boolean => state !== 'accepted' && state !== 'running';

/** Reads operations, and watches those that callers wait for: one look into the database serves many of them. */
@Injectable()
export class OperationReader implements BeforeApplicationShutdown {
  private readonly waiters = new Set<Waiter>();
  private callOff: (() => void) | undefined;
  private isLooking = false;
  private isClosing = false;
  private pauseMs = PAUSE_MS.first;

  private readonly clock: Clock;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SURROUNDINGS) { clock }: Surroundings,
  ) {
    this.clock = clock;
  }

  /** @returns undefined when the principal has no such operation */
  find(id: string, principal: string): Promise<Operation | undefined> {
    return this.database.transaction((tx) => tx.operations.find(id, principal));
  }

  /** Waits until the operation has ended or the time is over, and returns it as it is then. */
  waitFor(id: string, principal: string, waitMs: number): Promise<Operation | undefined> {
    // To wait is a wish: where too many wait, or the program is about to stop, it is answered as things stand.
    if (waitMs <= 0 || this.isClosing || this.waiters.size >= WAITERS_MAX) return this.find(id, principal);
    return new Promise((resolve, reject) => {
      const lookAt = this.clock.elapsed();
      const giveUpAt = lookAt + waitMs;
      this.waiters.add({ id, principal, giveUpAt, lookAt, pauseMs: this.pauseMs, resolve, reject });
      this.lookSoon();
    });
  }

  /** These have ended in this process: whoever waits for them need not wait for the next look. */
  tellEnded(ids: readonly string[]): void {
    this.pauseMs = PAUSE_MS.firstWhenTold;
    const ended = new Set(ids);
    const now = this.clock.elapsed();
    for (const waiter of this.waiters) if (ended.has(waiter.id)) waiter.lookAt = now;
    this.lookSoon();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.endWaits();
  }

  /** Answers everybody who still waits, so that no request hangs while the program stops; from now on nobody waits. */
  async endWaits(): Promise<void> {
    this.isClosing = true;
    this.callOff?.();
    for (const waiter of this.take([...this.waiters])) {
      this.find(waiter.id, waiter.principal).then(waiter.resolve, waiter.reject);
    }
  }

  private lookSoon(): void {
    if (this.isLooking || this.isClosing || this.waiters.size === 0) return;
    this.callOff?.();
    const next = Math.min(...[...this.waiters].map((each) => each.lookAt));
    this.callOff = this.clock.after(Math.max(0, next - this.clock.elapsed()), () => void this.look());
  }

  private async look(): Promise<void> {
    this.isLooking = true;
    const startedAt = this.clock.elapsed();
    const due = [...this.waiters]
      .filter((each) => each.lookAt <= startedAt)
      .slice(0, LOOKS_IN_ONE_TRANSACTION);
    try {
      const found = await this.database.transaction((tx) => findAll(tx, due));
      for (const waiter of due) this.tell(waiter, found.get(waiter), startedAt);
    } catch (error) {
      for (const waiter of this.take(due)) waiter.reject(error);
    }
    this.isLooking = false;
    this.lookSoon();
  }

  private tell(waiter: Waiter, operation: Operation | undefined, lookedAt: number): void {
    const now = this.clock.elapsed();
    if (operation === undefined || hasEnded(operation) || now >= waiter.giveUpAt) {
      for (const each of this.take([waiter])) each.resolve(operation);
      return;
    }
    // Told meanwhile that it has ended, which this look may have come too early to see: the next is due at once.
    if (waiter.lookAt > lookedAt) return;
    waiter.lookAt = Math.min(now + waiter.pauseMs, waiter.giveUpAt);
    waiter.pauseMs = Math.min(waiter.pauseMs * 2, PAUSE_MS.max);
  }

  /** Those of them that nobody has answered yet. */
  private take(waiters: readonly Waiter[]): Waiter[] {
    return waiters.filter((each) => this.waiters.delete(each));
  }
}

async function findAll(tx: Transaction, waiters: readonly Waiter[]) {
  const found = new Map<Waiter, Operation | undefined>();
  for (const waiter of waiters) {
    found.set(waiter, await tx.operations.find(waiter.id, waiter.principal));
  }
  return found;
}
