import type { Database, Transaction } from '#kernel';
import { Inject, Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';

import { DATABASE } from '../tokens.js';
import { Metrics } from './metrics.js';

const KEEP_MS = 1_000;

/** What waits in the database: read when somebody looks, at most once a second however many look. */
@Injectable()
export class MetricsOfDatabase {
  private readonly queueWaiting: Gauge<'queue'>;
  private readonly queueOldest: Gauge<'queue'>;
  private readonly sagas: Gauge<'saga' | 'status'>;
  private readonly outboxWaiting: Gauge;
  private readonly outboxOldest: Gauge;
  private readonly deadLetters: Gauge<'queue'>;
  private readonly horizonAge: Gauge;
  private readonly databaseUp: Gauge;
  private reading: Promise<void> | undefined;
  private readAt = 0;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    metrics: Metrics,
  ) {
    const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
      new Gauge({ name: `countersign_${name}`, help, labelNames, registers: [metrics.registry] });
    this.queueWaiting = gauge('queue_waiting', 'Messages that wait in a queue', ['queue']);
    this.queueOldest = gauge('queue_oldest_seconds', 'Age of the oldest message that waits', ['queue']);
    this.sagas = gauge('sagas', 'Sagas in each status', ['saga', 'status']);
    this.outboxWaiting = gauge('outbox_waiting', 'Messages that wait for the broker');
    this.outboxOldest = gauge('outbox_oldest_seconds', 'Age of the oldest message that waits for the broker');
    this.deadLetters = gauge('dead_letters', 'Dead letters that wait for a person', ['queue']);
    this.horizonAge = gauge(
      'log_horizon_age_seconds',
      'Age of the oldest transaction that keeps readers of the log from going on',
    );
    this.databaseUp = gauge('database_up', '1 when the database answered');
  }

  /** Never rejects: a database that is down is a value of a metric. */
  async refresh(): Promise<void> {
    if (this.reading === undefined && performance.now() - this.readAt >= KEEP_MS) {
      this.reading = this.read().finally(() => {
        this.reading = undefined;
        this.readAt = performance.now();
      });
    }
    await this.reading;
  }

  private async read(): Promise<void> {
    try {
      this.show(await this.database.transaction(readDepths));
      this.databaseUp.set(1);
    } catch {
      this.databaseUp.set(0);
      this.forget();
    }
  }

  /** What was true when the database was last seen is not shown as if it still were. */
  private forget(): void {
    this.queueWaiting.reset();
    this.queueOldest.reset();
    this.sagas.reset();
    this.deadLetters.reset();
    this.outboxWaiting.remove();
    this.outboxOldest.remove();
    this.horizonAge.remove();
  }

  private show({ queues, sagas, outbox, deadLetters, holdups }: Depths): void {
    this.queueWaiting.reset();
    this.queueOldest.reset();
    for (const { queue, waiting, oldestMs } of queues) {
      this.queueWaiting.set({ queue }, waiting);
      this.queueOldest.set({ queue }, oldestMs / 1_000);
    }
    this.sagas.reset();
    for (const { saga, status, count } of sagas) this.sagas.set({ saga, status }, count);
    this.outboxWaiting.set(outbox.waiting);
    this.outboxOldest.set(outbox.oldestMs / 1_000);
    this.horizonAge.set((holdups[0]?.ageMs ?? 0) / 1_000);
    this.deadLetters.reset();
    for (const { queue, count } of deadLetters) this.deadLetters.set({ queue }, count);
  }
}

type Depths = Awaited<ReturnType<typeof readDepths>>;

async function readDepths(tx: Transaction) {
  return {
    queues: await tx.mailbox.depths(),
    sagas: await tx.sagas.countByStatus(),
    outbox: await tx.outbox.depth(),
    deadLetters: await tx.deadLetters.countOpen(),
    holdups: await tx.events.holdups(1),
  };
}
