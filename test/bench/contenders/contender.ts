/** What runs the workload. */
export const CONTENDERS = ['platform', 'plain-loop'] as const;

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
