import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** What this process counts about itself. Labels come from the program's own tables, never from what callers send. */
@Injectable()
export class Metrics {
  /** Other parts of the runtime add their own metrics here. */
  readonly registry = new Registry();

  readonly operationsAdmitted = new Counter({
    name: 'countersign_operations_admitted_total',
    help: 'Commands that callers sent, by what their idempotency key said: new, repeated or reused',
    labelNames: ['command', 'admission'] as const,
    registers: [this.registry],
  });

  readonly sagasOrphaned = new Counter({
    name: 'countersign_sagas_orphaned_total',
    help: 'Sagas that this process has found waiting with nothing left that could wake them',
    registers: [this.registry],
  });

  readonly databaseRecoveries = new Counter({
    name: 'countersign_database_recoveries_total',
    help: 'How often the database was away from the workers of this process, and came back',
    registers: [this.registry],
  });

  readonly httpDuration = new Histogram({
    name: 'countersign_http_request_duration_seconds',
    help: 'Time to answer HTTP requests, by route template',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [this.registry],
  });

  constructor() {
    // Memory, CPU, garbage collection and the lag of the event loop.
    collectDefaultMetrics({ register: this.registry });
  }
}
