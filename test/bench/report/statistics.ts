import type { ContenderName } from '../contenders/contender.js';
import type { PointResult } from '../measuring/point.js';

export interface MeasuredPoint extends PointResult {
  readonly contender: ContenderName;
  readonly inFlight: number;
  readonly round: number;
}

export const perSecond = ({ ended, seconds }: MeasuredPoint): number => ended / seconds;

/** CPU seconds of all parts for 1,000 runs. */
export const cpuPerThousand = (point: MeasuredPoint): number =>
  part(point, 'node') + part(point, 'postgres') + part(point, 'broker');

export const part = ({ cpu, ended }: MeasuredPoint, of: keyof PointResult['cpu']): number =>
  (cpu[of] / ended) * 1_000;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? 0, sorted[Math.floor(middle)] ?? 0];
  return (low + high) / 2;
}
