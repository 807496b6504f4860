import type { Transaction } from '#kernel';
import type { SagaEncounters } from '../faults/sometimes.js';
import { type Doings, observe } from './observed-transaction.js';
import type { SimulatedProcess } from './simulated-process.js';

/** One statement in so many takes its time, so that others come in between. */
const SLOW_STATEMENTS = 0.1;

/** Who wants to know what a transaction does. */
export interface Watch {
  readonly doings: Doings;
  readonly encounters: SagaEncounters;
  /** After each statement of one that has written. */
  written(): void;
}

type PortName = Exclude<keyof Transaction, 'now'>;

/** A transaction as a process meets it: each statement travels to the store and back, in the order of asking. */
export class ProcessTransaction implements Transaction {
  private readonly ports: { [Name in PortName]?: Transaction[Name] } = {};
  private before: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly tx: Transaction,
    private readonly process: SimulatedProcess,
    private readonly watch: Watch,
  ) {}

  get events(): Transaction['events'] {
    return this.travelling('events');
  }

  get sagas(): Transaction['sagas'] {
    return this.travelling('sagas');
  }

  get timers(): Transaction['timers'] {
    return this.travelling('timers');
  }

  get mailbox(): Transaction['mailbox'] {
    return this.travelling('mailbox');
  }

  get deadLetters(): Transaction['deadLetters'] {
    return this.travelling('deadLetters');
  }

  get outbox(): Transaction['outbox'] {
    return this.travelling('outbox');
  }

  get leases(): Transaction['leases'] {
    return this.travelling('leases');
  }

  get operations(): Transaction['operations'] {
    return this.travelling('operations');
  }

  get readModels(): Transaction['readModels'] {
    return this.travelling('readModels');
  }

  get retention(): Transaction['retention'] {
    return this.travelling('retention');
  }

  get facts(): Transaction['facts'] {
    return this.travelling('facts');
  }

  now(): Promise<number> {
    return this.tx.now();
  }

  /** Most transactions need few of them. */
  private travelling<Name extends PortName>(name: Name): Transaction[Name] {
    const known: Transaction[Name] | undefined = this.ports[name];
    if (known) return known;
    const port = this.proxyOf(this.tx[name]);
    this.ports[name] = port;
    return port;
  }

  private proxyOf<Port extends object>(port: Port): Port {
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
