import type { Random } from './random.js';

/** Who events belong to: a dead owner's never happen, a paused owner's wait. */
export interface Owner {
  readonly isAlive: boolean;
  /** On the world's time. */
  readonly pausedUntil: number;
}

interface ScheduledEvent {
  at: number;
  /** Chance decides between events of the same moment. */
  order: number;
  readonly owner: Owner | undefined;
  /** Somebody only looks whether there is work: where there is none, the look may come late. */
  readonly isNap: boolean;
  run: (() => void) | undefined;
}

export interface EventOptions {
  readonly owner?: Owner;
  readonly isNap?: boolean;
}

/** The world's time: it stands still while something happens, and jumps to the next thing that does. */
export class Scheduler {
  /** Milliseconds since the world began. */
  now = 0;
  private readonly heap: ScheduledEvent[] = [];
  private pressing = 0;

  constructor(private readonly random: Random) {}

  /** @returns how to call it off */
  after(ms: number, run: () => void, { owner, isNap = false }: EventOptions = {}): () => void {
    const order = this.random.fraction();
    const event: ScheduledEvent = { at: this.now + Math.max(0, Math.round(ms)), order, owner, isNap, run };
    this.push(event);
    return () => {
      if (event.run && !isNap) this.pressing -= 1;
      event.run = undefined;
    };
  }

  /** When the next thing happens that is more than a look for work; undefined when nothing does. */
  nextPressing(): number | undefined {
    if (this.pressing === 0) return undefined;
    let next: number | undefined;
    for (const { at, isNap, run, owner } of this.heap) {
      if (!isNap && run && owner?.isAlive !== false && (next === undefined || at < next)) next = at;
    }
    return next;
  }

  /** The next event, without letting it happen; undefined when there is none. */
  peek(): { readonly at: number; readonly isNap: boolean } | undefined {
    for (;;) {
      const [next] = this.heap;
      if (!next) return undefined;
      if (next.run && next.owner?.isAlive !== false && !this.isHeldBack(next)) return next;
      this.pop();
      if (next.run && next.owner?.isAlive !== false) this.holdBack(next);
      else if (next.run && !next.isNap) this.pressing -= 1;
    }
  }

  /** Lets the next event happen, and all that follows from it at once. */
  async step(): Promise<void> {
    if (!this.peek()) return;
    const next = this.pop();
    this.now = Math.max(this.now, next?.at ?? 0);
    const run = next?.run;
    if (!next || !run) return;
    next.run = undefined;
    if (!next.isNap) this.pressing -= 1;
    run();
    await allThatFollows();
  }

  /** Nothing happens until then; looks for work that were due before come late. */
  skipTo(at: number): void {
    this.now = Math.max(this.now, at);
  }

  private isHeldBack({ at, owner }: ScheduledEvent): boolean {
    return owner !== undefined && owner.pausedUntil > Math.max(at, this.now);
  }

  private holdBack(event: ScheduledEvent): void {
    event.at = event.owner?.pausedUntil ?? event.at;
    if (!event.isNap) this.pressing -= 1;
    this.push(event);
  }

  private push(event: ScheduledEvent): void {
    if (!event.isNap) this.pressing += 1;
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

  private pop(): ScheduledEvent | undefined {
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
  const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
  return left && right && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1;
}

/** Resolves when every promise that can settle by itself has. */
const allThatFollows = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
