import type { Message } from '#kernel';
import type { Fault } from '../faults/fault.js';

/** One request of a client, which it repeats with the same idempotency key until it is told. */
export interface Action {
  /** After the action before it. */
  readonly afterMs: number;
  /** For people. */
  readonly says: string;
  readonly command: Message<'command'>;
  /** `decision`, or the saga that ends the operation. */
  readonly endsWith: string;
  /** When the client goes on: as soon as it knows that it was heard, or when it knows the end. */
  readonly waitsFor: 'acceptance' | 'end';
}

export interface ClientPlan {
  readonly name: string;
  readonly actions: readonly Action[];
}

/** One look of the staff at what waits for people. */
export interface StaffLook {
  /** After the look before it. */
  readonly afterMs: number;
  /** How likely a purchase is approved. */
  readonly approves: number;
  /** Two of the staff decide at once, and not alike. */
  readonly disagrees: boolean;
  readonly replaysDeadLetters: boolean;
  readonly resumesSagas: boolean;
}

/** All that is decided before a world begins: it can be told, and shortened. */
export interface Scenario {
  readonly seed: number;
  readonly delivery: 'direct' | 'relayed';
  readonly nodes: readonly string[];
  readonly clients: readonly ClientPlan[];
  /** What people do about approvals, stuck sagas and dead letters. */
  readonly staff: readonly StaffLook[];
  readonly faults: readonly Fault[];
}
