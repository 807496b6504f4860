import type { SagaRef } from '#kernel';
import { KeyOrder } from './key-order.js';

/** A step that a saga took for done, or for undone. */
export interface Belief extends SagaRef {
  readonly what: 'done' | 'undone';
  /** Of the step, such as `hold cards[1]`. */
  readonly path: string;
  /** Transactions that were kept before. */
  readonly after: number;
}

/** Which transaction came before which, for what was heard of them. */
export class Chronicle {
  readonly beliefs: Belief[] = [];
  /** What was kept of somebody whose lease had ended. */
  readonly zombies: string[] = [];
  readonly order = new KeyOrder();
  private readonly kept = new Map<string, number>();
  private transactions = 0;

  /** One more transaction is kept. */
  keep(eventIds: readonly string[], beliefs: readonly Omit<Belief, 'after'>[]): void {
    this.transactions += 1;
    for (const id of eventIds) this.kept.set(id, this.transactions);
    this.beliefs.push(...beliefs.map((each) => ({ ...each, after: this.transactions })));
  }

  /** The number of the transaction that kept the event; undefined when nobody heard of it. */
  whenKept(eventId: string): number | undefined {
    return this.kept.get(eventId);
  }
}
