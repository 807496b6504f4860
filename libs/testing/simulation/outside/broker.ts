import type { Addressed, Envelope } from '#kernel';
import type { SimulatedProcess } from '../world/simulated-process.js';
import type { WorldParts } from '../world/world-parts.js';

/** Takes a batch of a queue, and says when it is safe. */
export interface Consumer {
  readonly process: SimulatedProcess;
  receive(batch: readonly Envelope[], acknowledge: () => void): void;
}

interface BrokerQueue {
  ready: Envelope[];
  unacknowledged: readonly Envelope[];
  active: Consumer | undefined;
  readonly consumers: Consumer[];
}

/** Work that no consumer has acknowledged after so long a silence goes to another, as with heartbeats. */
const SILENCE_MS_MAX = 15_000;

/**
 * A broker as far as the transport relies on it: queues in order of each key, one consumer of a queue at a time. It may
 * lose what it has not confirmed, deliver again, mix messages of different keys, and be wiped.
 */
export class Broker {
  /** Another one after each loss of what it had. */
  generation = 0;
  private readonly queues = new Map<string, BrokerQueue>();
  /** Until when a message is kept back, by its id: what comes after it of its key waits too. */
  private readonly keptBack = new Map<string, number>();

  constructor(private readonly world: WorldParts) {}

  /** @returns whether everything was confirmed; otherwise a first part of it may have come through */
  publish(messages: readonly Addressed[]): boolean {
    const { faults, random, encounters, trace } = this.world;
    const isLost = faults.brokerDrops();
    const arrived = isLost ? messages.slice(0, random.int(0, messages.length - 1)) : messages;
    for (const { queue, envelope } of arrived) {
      this.queue(queue).ready.push(envelope);
      this.keepBack(queue, envelope);
    }
    for (const queue of new Set(arrived.map((each) => each.queue))) this.pumpSoon(queue);
    if (!isLost) return true;
    encounters.met('the broker lost what it had not confirmed');
    trace.tell(
      'broker',
      `loses ${messages.length - arrived.length} of ${messages.length} messages unconfirmed`,
    );
    return false;
  }

  /** How many messages wait here for one that is kept back, itself among them; undefined while others can go on. */
  get standingStill(): number | undefined {
    const ids = new Set<string>();
    for (const { ready, unacknowledged } of this.queues.values()) {
      const keys = new Set(ready.filter((each) => this.isKeptBack(each)).map(({ key }) => key));
      if (unacknowledged.length > 0 || ready.some(({ key }) => !keys.has(key))) return undefined;
      for (const { id } of ready) ids.add(id);
    }
    return ids.size;
  }

  private isKeptBack({ id }: Envelope): boolean {
    return (this.keptBack.get(id) ?? 0) > this.world.scheduler.now;
  }

  private keepBack(queue: string, { id, type }: Envelope): void {
    const { faults, scheduler, encounters, trace } = this.world;
    const byMs = faults.brokerHoldsMs(queue);
    if (byMs === undefined) return;
    encounters.met('the broker kept a message back');
    trace.tell('broker', `keeps ${type} for ${queue} back`);
    this.keptBack.set(id, scheduler.now + byMs);
    scheduler.after(byMs, () => this.pump(queue));
  }

  consume(queue: string, consumer: Consumer): void {
    this.queue(queue).consumers.push(consumer);
    consumer.process.whenDead(() => this.lose(consumer.process));
    this.pumpSoon(queue);
  }

  /** The line to a process is gone: others get what it has not acknowledged. */
  lose(process: SimulatedProcess): void {
    for (const [name, queue] of this.queues) {
      if (queue.active?.process !== process) continue;
      queue.ready = [...queue.unacknowledged, ...queue.ready];
      queue.unacknowledged = [];
      queue.active = undefined;
      this.pumpSoon(name);
    }
  }

  wipe(): void {
    const { encounters } = this.world;
    this.generation += 1;
    encounters.met('the broker lost everything');
    for (const queue of this.queues.values()) {
      queue.ready = [];
      queue.unacknowledged = [];
      queue.active = undefined;
    }
  }

  private pumpSoon(name: string): void {
    const { scheduler, faults, random } = this.world;
    scheduler.after(Math.max(random.int(0, 3), faults.brokerDelayMs()), () => this.pump(name));
  }

  private pump(name: string): void {
    const queue = this.queue(name);
    if (queue.active || queue.ready.length === 0) return;
    const { scheduler, faults } = this.world;
    const consumer = queue.consumers.find(
      ({ process }) => process.isRunning && !faults.isCut(process.node, 'broker'),
    );
    if (!consumer) {
      scheduler.after(500, () => this.pump(name), { isNap: true });
      return;
    }
    const batch = this.someOf(queue);
    if (batch.length === 0) return;
    queue.active = consumer;
    queue.unacknowledged = batch;
    const acknowledge = () => this.acknowledge(name, consumer, batch);
    consumer.process.after(0, () => consumer.receive(batch, acknowledge));
    const isSilent = () =>
      queue.active === consumer && queue.unacknowledged === batch && !consumer.process.isRunning;
    scheduler.after(SILENCE_MS_MAX, () => isSilent() && this.lose(consumer.process));
  }

  /** Of each key its first ones, in their order. */
  private someOf(queue: BrokerQueue): Envelope[] {
    const { random } = this.world;
    const passed = new Set<string>();
    const batch: Envelope[] = [];
    const left: Envelope[] = [];
    for (const envelope of queue.ready) {
      const takes =
        batch.length < 20 &&
        !passed.has(envelope.key) &&
        !this.isKeptBack(envelope) &&
        (batch.length === 0 || random.happens(0.8));
      if (takes) batch.push(envelope);
      else {
        passed.add(envelope.key);
        left.push(envelope);
      }
    }
    queue.ready = left;
    return batch;
  }

  private acknowledge(name: string, consumer: Consumer, batch: readonly Envelope[]): void {
    const { faults, encounters, random } = this.world;
    const queue = this.queue(name);
    if (queue.active !== consumer || queue.unacknowledged !== batch) return;
    queue.active = undefined;
    queue.unacknowledged = [];
    if (faults.repeatsDeliveries() && random.happens(0.5)) {
      encounters.met('the broker delivered twice');
      queue.ready.push(...batch);
    }
    this.pumpSoon(name);
  }

  private queue(name: string): BrokerQueue {
    const known = this.queues.get(name);
    if (known) return known;
    const fresh: BrokerQueue = { ready: [], unacknowledged: [], active: undefined, consumers: [] };
    this.queues.set(name, fresh);
    return fresh;
  }
}
