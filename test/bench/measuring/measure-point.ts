import { setTimeout as pause } from 'node:timers/promises';
import type { ContenderName, RunningContender, Servers } from '../contenders/contender.js';
import { openPlainLoop } from '../contenders/plain-loop.js';
import { openPlatform, openQueuedPlatform, openRabbitPlatform } from '../contenders/platform.js';
import { ClosedLoop } from './closed-loop.js';
import { type DatabaseCounters, readCounters } from './database-counters.js';
import type { PointJob, PointResult } from './point.js';
import { UsageMeter } from './usage-meter.js';

const OPEN: Record<ContenderName, (servers: Servers) => Promise<RunningContender>> = {
  platform: openPlatform,
  'platform-queued': openQueuedPlatform,
  'platform-rabbitmq': openRabbitPlatform,
  'plain-loop': openPlainLoop,
};

export async function measurePoint(job: PointJob): Promise<PointResult> {
  const before = await readCounters(job.databaseUrl);
  const contender = await OPEN[job.contender](job);
  const loop = new ClosedLoop((n) => contender.run(n), job.firstNumber);
  loop.start(job.inFlight);
  await pause(job.warmUpSeconds * 1_000);
  const meter = new UsageMeter({ postgres: job.postgresPid, broker: job.brokerPid });
  loop.beginRecording();
  await pause(job.seconds * 1_000);
  const latencies = loop.endRecording();
  const usage = meter.end();
  await loop.stop();
  await contender.close();
  const after = await readCounters(job.databaseUrl);
  return {
    nextNumber: loop.next,
    ended: latencies.length,
    latencyMs: percentilesOf(latencies),
    ...usage,
    perRun: perRun(before, after, loop.next - job.firstNumber),
  };
}

function percentilesOf(latencies: readonly number[]) {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function perRun(before: DatabaseCounters, after: DatabaseCounters, runs: number): DatabaseCounters {
  return {
    commits: (after.commits - before.commits) / runs,
    walSyncs: (after.walSyncs - before.walSyncs) / runs,
    walBytes: (after.walBytes - before.walBytes) / runs,
    messages: (after.messages - before.messages) / runs,
  };
}
