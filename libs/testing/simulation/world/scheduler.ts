import { EventQueue, type Owner, type ScheduledEvent } from './event-queue.js';
import type { Random } from './random.js';

export interface EventOptions {
  readonly owner?: Owner;
  /** Somebody only looks whether there is work: where there is none, the look may come late. */
  readonly isNap?: boolean;
}

/** The next thing that happens, and where it comes from. */
interface Next {
  readonly event: ScheduledEvent;
  readonly from: Line;
}

/** Events of one kind, on a time that may lag behind the world's. */
class Line {
  readonly queue = new EventQueue();
  /** How much of the world's time has passed without it, in milliseconds. */
  lagMs = 0;
}

/** Who looks for work again after this time or sooner does it in time that is not skipped. */
const GLANCE_MS_MAX = 2_000;

/** The world's time: it stands still while something happens, and jumps to the next thing that does. */
export class Scheduler {
  /** Milliseconds since the world began. */
  now = 0;
  /** How many things have happened: what follows from one of them at once has the same number. */
  turn = 0;
  private readonly pressing = new Line();
  /** Looks for work that are rare: skipped time passes for them, and they come late. */
  private readonly naps = new Line();
  /** Looks for work that are frequent: skipped time does not pass for them. */
  private readonly glances = new Line();
  private readonly lines = [this.pressing, this.naps, this.glances];

  constructor(private readonly random: Random) {}

  /** @returns how to call it off */
  after(ms: number, run: () => void, { owner, isNap = false }: EventOptions = {}): () => void {
    const order = this.random.fraction();
    const { queue, lagMs } = this.lineOf(ms, isNap);
    const at = this.now - lagMs + Math.max(0, Math.round(ms));
    const event: ScheduledEvent = { at, order, owner, run };
    queue.push(event);
    return () => {
      event.run = undefined;
    };
  }

  /** When the next thing happens that is more than a look for work; undefined when nothing does. */
  nextPressing(): number | undefined {
    return this.firstOf(this.pressing)?.at;
  }

  /** The next event, without letting it happen; undefined when there is none. */
  peek(): { readonly at: number; readonly isNap: boolean } | undefined {
    const next = this.next();
    return next && { at: next.event.at + next.from.lagMs, isNap: next.from !== this.pressing };
  }

  /** Lets the next event happen, and all that follows from it at once. */
  async step(): Promise<void> {
    const next = this.next();
    const run = next?.event.run;
    if (!next || !run) return;
    const { event, from } = next;
    from.queue.pop();
    this.now = Math.max(this.now, event.at + from.lagMs);
    event.run = undefined;
    this.turn += 1;
    run();
    await allThatFollows();
  }

  /** Nothing happens until then. */
  skipTo(at: number): void {
    const skippedMs = Math.max(0, at - this.now);
    this.now += skippedMs;
    this.glances.lagMs += skippedMs;
  }

  private lineOf(ms: number, isNap: boolean): Line {
    if (!isNap) return this.pressing;
    return ms > GLANCE_MS_MAX ? this.naps : this.glances;
  }

  private next(): Next | undefined {
    let next: Next | undefined;
    for (const from of this.lines) {
      const event = this.firstOf(from);
      if (event && (!next || isBefore({ event, from }, next))) next = { event, from };
    }
    return next;
  }

  /** The next of these that is to happen. */
  private firstOf(line: Line): ScheduledEvent | undefined {
    const { queue, lagMs } = line;
    for (let { first } = queue; first; { first } = queue) {
      const { run, owner } = first;
      const pausedUntil = owner?.pausedUntil ?? 0;
      const goesOn = run !== undefined && owner?.isAlive !== false;
      if (goesOn && pausedUntil <= Math.max(first.at + lagMs, this.now)) return first;
      queue.pop();
      if (goesOn) this.holdBack(first, line, pausedUntil);
    }
    return undefined;
  }

  /** A pause ends in the world's time, whatever of it is skipped. */
  private holdBack(event: ScheduledEvent, { queue }: Line, until: number): void {
    event.at = until;
    (queue === this.glances.queue ? this.naps.queue : queue).push(event);
  }
}

function isBefore(one: Next, other: Next): boolean {
  const soonerMs = other.event.at + other.from.lagMs - one.event.at - one.from.lagMs;
  return soonerMs > 0 || (soonerMs === 0 && one.event.order < other.event.order);
}

/** Resolves when every promise that can settle by itself has. */
const allThatFollows = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
