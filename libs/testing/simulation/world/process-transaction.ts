import type { Transaction } from '#kernel';
import type { Encounters } from '../faults/sometimes.js';
import { type Doings, observe } from './observed-transaction.js';
import type { SimulatedProcess } from './simulated-process.js';

/** One statement in so many takes its time, so that others come in between. */
const SLOW_STATEMENTS = 0.1;

/** Who wants to know what a transaction does. */
export interface Watch {
  readonly doings: Doings;
  readonly encounters: Encounters;
  /** After each statement of one that has written. */
  written(): void;
}

/** A transaction as a process meets it: each statement travels to the store and back, in the order of asking. */
export class ProcessTransaction implements Transaction {
  readonly events: Transaction['events'];
  readonly sagas: Transaction['sagas'];
  readonly timers: Transaction['timers'];
  readonly mailbox: Transaction['mailbox'];
  readonly deadLetters: Transaction['deadLetters'];
  readonly outbox: Transaction['outbox'];
  readonly leases: Transaction['leases'];
  readonly operations: Transaction['operations'];
  readonly readModels: Transaction['readModels'];
  readonly retention: Transaction['retention'];
  private before: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly tx: Transaction,
    private readonly process: SimulatedProcess,
    private readonly watch: Watch,
  ) {
    this.events = this.travelling(tx.events);
    this.sagas = this.travelling(tx.sagas);
    this.timers = this.travelling(tx.timers);
    this.mailbox = this.travelling(tx.mailbox);
    this.deadLetters = this.travelling(tx.deadLetters);
    this.outbox = this.travelling(tx.outbox);
    this.leases = this.travelling(tx.leases);
    this.operations = this.travelling(tx.operations);
    this.readModels = this.travelling(tx.readModels);
    this.retention = this.travelling(tx.retention);
  }

  now(): Promise<number> {
    return this.tx.now();
  }

  private travelling<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        // The one question that needs no store.
        if (name === 'compare') return member.bind(target);
        return (...args: unknown[]) =>
          this.ask(String(name), args, () => Reflect.apply(member, target, args));
      },
    });
  }

  private ask(name: string, args: readonly unknown[], statement: () => unknown): Promise<unknown> {
    const answer = this.before.then(() => this.execute(name, args, statement));
    this.before = answer.catch(() => undefined);
    return answer;
  }

  private async execute(name: string, args: readonly unknown[], statement: () => unknown): Promise<unknown> {
    const { process } = this;
    if (process.random.happens(SLOW_STATEMENTS)) await process.hop();
    const result = await statement();
    const { doings, encounters, written } = this.watch;
    observe(doings, encounters, name, args, result);
    if (doings.wrote) written();
    // The store may have kept the answer back for a while, in which the process fell asleep or died.
    if (!process.isRunning) await process.hop();
    return result;
  }
}
