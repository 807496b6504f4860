import { z } from 'zod';
import { CONTENDERS } from '../contenders/contender.js';

/** One measurement: a contender with so many runs in flight. */
export const PointJob = z.strictObject({
  contender: z.enum(CONTENDERS),
  databaseUrl: z.string(),
  brokerUrls: z.array(z.string()),
  postgresPid: z.int(),
  brokerPid: z.int().optional(),
  firstNumber: z.int(),
  inFlight: z.int(),
  warmUpSeconds: z.number(),
  seconds: z.number(),
});

const PerPart = z.strictObject({ node: z.number(), postgres: z.number(), broker: z.number() });

export const PointResult = z.strictObject({
  /** Number of the first run that the next point may make. */
  nextNumber: z.int(),
  /** Runs that ended in the measured time. */
  ended: z.int(),
  seconds: z.number(),
  latencyMs: z.strictObject({ p50: z.number(), p95: z.number(), p99: z.number() }),
  /** CPU seconds in the measured time. */
  cpu: PerPart,
  peakBytes: PerPart,
  foreignCores: z.number(),
  /** Per run, over all runs of the point, the warm-up included. */
  perRun: z.strictObject({
    commits: z.number(),
    walSyncs: z.number(),
    walBytes: z.number(),
    messages: z.number(),
  }),
});

export type PointJob = z.infer<typeof PointJob>;
export type PointResult = z.infer<typeof PointResult>;
