/**
 * What runs the workload. `platform` is the platform as `npm start` runs it, everything in one process on one PostgreSQL;
 * `platform-queued` the same where every message goes through the queues, as between processes; `platform-rabbitmq` the
 * same over RabbitMQ; `plain-loop` the yardstick.
 */
export const CONTENDERS = ['platform', 'platform-queued', 'platform-rabbitmq', 'plain-loop'] as const;

export type ContenderName = (typeof CONTENDERS)[number];

/** The servers that a contender works on; its database is its own. */
export interface Servers {
  readonly databaseUrl: string;
  /** Only for the one that goes over RabbitMQ. */
  readonly brokerUrls: readonly string[];
}

export interface RunningContender {
  /** Resolves when run number `n` has ended durably, as completed or as compensated. */
  run(n: number): Promise<void>;
  close(): Promise<void>;
}
