import { setTimeout as pause } from 'node:timers/promises';

/** What came of asking for a while. */
export interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly asked: number;
}

/** Who was asked, over which line, and how hard. */
export interface ApprovalsPoint extends Measured {
  readonly who: string;
  readonly line: string;
  readonly load: string;
}

type Ask = () => Promise<void>;

const WARM_UP_MS = 1_000;
const TICK_MS = 5;

/** So many at once, each after the one before it. */
export async function flatOut(ask: Ask, inFlight: number, seconds: number): Promise<Measured> {
  const latencies: number[] = [];
  const beganAt = performance.now() + WARM_UP_MS;
  const endsAt = beganAt + seconds * 1_000;
  const lane = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const at = performance.now();
      await ask();
      if (at >= beganAt) latencies.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return summary(latencies, (performance.now() - beganAt) / 1_000);
}

/** So many in each second, whether the answers come or not. */
export async function atRate(ask: Ask, perSecond: number, seconds: number): Promise<Measured> {
  const latencies: number[] = [];
  const beganAt = performance.now();
  const underWay: Promise<void>[] = [];
  const total = Math.round(perSecond * (seconds + WARM_UP_MS / 1_000));
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - beganAt) / 1_000) * perSecond));
    for (; sent < due; sent++) underWay.push(one(beganAt + (1_000 * sent) / perSecond));
    await pause(TICK_MS);
  }
  await Promise.all(underWay);
  return summary(latencies, seconds);

  async function one(dueAt: number): Promise<void> {
    const at = performance.now();
    await ask();
    if (dueAt >= beganAt + WARM_UP_MS) latencies.push(performance.now() - at);
  }
}

function summary(latencies: number[], seconds: number): Measured {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { perSecond: sorted.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99), asked: sorted.length };
}
