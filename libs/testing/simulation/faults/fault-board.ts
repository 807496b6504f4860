import type { Scheduler } from '../world/scheduler.js';
import type { CrashPoint, Fault, Peer } from './fault.js';

/** A fault that strikes at the next occasion does so within this time, or not at all. */
const WAITS_MS_MAX = 60_000;

type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { kind: Kind }>;
type Striking = FaultOf<
  'crash' | 'unknown commit' | 'transient' | 'broker drops' | 'broker holds' | 'provider'
>;

/** Which faults are in force, and which wait for their occasion. */
export class FaultBoard {
  private readonly inForce: { readonly fault: Fault; readonly until: number }[] = [];
  private readonly striking: { fault: Striking; readonly until: number; left: number }[] = [];

  constructor(private readonly scheduler: Scheduler) {}

  begin(fault: Fault): void {
    const { now } = this.scheduler;
    if ('forMs' in fault) this.inForce.push({ fault, until: now + fault.forMs });
    if (isStriking(fault)) {
      const left = fault.kind === 'provider' ? fault.requests : 1;
      this.striking.push({ fault, until: now + WAITS_MS_MAX, left });
    }
  }

  isCut(node: string, from: Peer): boolean {
    return this.anyInForce((fault) => fault.kind === 'cut' && fault.node === node && fault.from === from);
  }

  isPoisoned(command: string): boolean {
    return this.anyInForce((fault) => fault.kind === 'poison' && fault.command === command);
  }

  losesNotices(node: string): boolean {
    return this.anyInForce((fault) => fault.kind === 'notices lost' && fault.node === node);
  }

  losesAnswers(): boolean {
    return this.anyInForce((fault) => fault.kind === 'answers lost');
  }

  repeatsDeliveries(): boolean {
    return this.anyInForce((fault) => fault.kind === 'broker repeats');
  }

  brokerDelayMs(): number {
    const { now } = this.scheduler;
    return this.inForce.reduce(
      (ms, { fault, until }) =>
        fault.kind === 'broker delays' && until > now ? Math.max(ms, fault.byMs) : ms,
      0,
    );
  }

  crashes(node: string, where: CrashPoint): FaultOf<'crash'> | undefined {
    return this.strike((fault) =>
      fault.kind === 'crash' && fault.node === node && fault.where === where ? fault : undefined,
    );
  }

  /** Without letting it strike. */
  waitsToCrash(node: string, where: CrashPoint): boolean {
    const { now } = this.scheduler;
    return this.striking.some(
      ({ fault, until, left }) =>
        left > 0 && until > now && fault.kind === 'crash' && fault.node === node && fault.where === where,
    );
  }

  unknownCommit(node: string): FaultOf<'unknown commit'> | undefined {
    return this.strike((fault) =>
      fault.kind === 'unknown commit' && fault.node === node ? fault : undefined,
    );
  }

  transient(node: string): FaultOf<'transient'> | undefined {
    return this.strike((fault) => (fault.kind === 'transient' && fault.node === node ? fault : undefined));
  }

  providerTrouble(): FaultOf<'provider'> | undefined {
    return this.strike((fault) => (fault.kind === 'provider' ? fault : undefined));
  }

  brokerDrops(): boolean {
    return this.strike((fault) => (fault.kind === 'broker drops' ? fault : undefined)) !== undefined;
  }

  /** How long the broker keeps the next message for this queue back, in milliseconds. */
  brokerHoldsMs(queue: string): number | undefined {
    return this.strike((fault) =>
      fault.kind === 'broker holds' && fault.queue === queue ? fault : undefined,
    )?.byMs;
  }

  private anyInForce(matches: (fault: Fault) => boolean): boolean {
    const { now } = this.scheduler;
    return this.inForce.some(({ fault, until }) => until > now && matches(fault));
  }

  private strike<F extends Striking>(match: (fault: Striking) => F | undefined): F | undefined {
    const { now } = this.scheduler;
    for (const waiting of this.striking) {
      const fault = waiting.left > 0 && waiting.until > now ? match(waiting.fault) : undefined;
      if (!fault) continue;
      waiting.left -= 1;
      return fault;
    }
    return undefined;
  }
}

const isStriking = (fault: Fault): fault is Striking =>
  ['crash', 'unknown commit', 'transient', 'broker drops', 'broker holds', 'provider'].includes(fault.kind);
