import type { OutboxRow } from '#kernel';
import type { Bell } from '../connection/waiting.js';
import { brokerQueueOf } from '../topology/names.js';
import type { Carried, Verdict } from './in-flight.js';
import type { PublisherListener } from './publisher.js';
import type { QueueHolds } from '../topology/queue-holds.js';

/** What the broker said about published rows, until the relay attends to it. */
export class Verdicts implements PublisherListener {
  private returned: OutboxRow[] = [];
  private firstRefused: Verdict | undefined;
  private refusalsInARow = 0;

  constructor(
    private readonly holds: QueueHolds,
    private readonly bell: Bell,
  ) {}

  /** True when there is something that must be attended to before more is published. */
  get pending(): boolean {
    return this.returned.length > 0 || this.firstRefused !== undefined;
  }

  onConfirmed({ row }: Verdict): void {
    this.refusalsInARow = 0;
    this.holds.free(row.queue);
  }

  onReturned({ row }: Verdict): void {
    this.returned.push(row);
    this.bell.ring();
  }

  onRefused(verdict: Verdict): void {
    if (this.firstRefused === undefined || verdict.tag < this.firstRefused.tag) this.firstRefused = verdict;
    this.bell.ring();
  }

  onSilence(carried: readonly Carried[]): void {
    for (const queue of new Set(carried.map(({ row }) => row.queue))) {
      this.holds.hold(queue, `${brokerQueueOf(queue)} confirms nothing`);
    }
  }

  takeReturned(): OutboxRow[] {
    return this.returned.splice(0);
  }

  /** @returns the refused row that was published first, and how often in a row it came to that */
  takeRefused(): { readonly first: Verdict; readonly inARow: number } | undefined {
    const first = this.firstRefused;
    if (!first) return undefined;
    this.firstRefused = undefined;
    this.refusalsInARow += 1;
    return { first, inARow: this.refusalsInARow };
  }
}
