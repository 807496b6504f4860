/** Who events belong to: a dead owner's never happen, a paused owner's wait. */
export interface Owner {
  readonly isAlive: boolean;
  /** On the world's time. */
  readonly pausedUntil: number;
}

export interface ScheduledEvent {
  /** In milliseconds, by the time of its queue. */
  at: number;
  /** Chance decides between events of the same moment. */
  readonly order: number;
  readonly owner: Owner | undefined;
  /** Missing when it has been called off. */
  run: (() => void) | undefined;
}

/** Events in the order in which they are to happen: a binary heap. */
export class EventQueue {
  private readonly heap: ScheduledEvent[] = [];

  get first(): ScheduledEvent | undefined {
    return this.heap[0];
  }

  push(event: ScheduledEvent): void {
    const { heap } = this;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (!parent || !isBefore(event, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = event;
  }

  pop(): ScheduledEvent | undefined {
    const { heap } = this;
    const [first] = heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const below = smallerChild(heap, at);
      const child = heap[below];
      if (!child || !isBefore(child, last)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}

const isBefore = (one: ScheduledEvent, other: ScheduledEvent): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

function smallerChild(heap: readonly ScheduledEvent[], at: number): number {
  const left = 2 * at + 1;
  const [one, other] = [heap[left], heap[left + 1]];
  return one && other && isBefore(other, one) ? left + 1 : left;
}
