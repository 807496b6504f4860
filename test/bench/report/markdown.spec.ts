import { describe, expect, it } from '@jest/globals';
import type { ContenderName } from '../contenders/contender.js';
import { pointsTable, ratiosTable, statementsTable } from './markdown.js';
import { type MeasuredPoint, median } from './statistics.js';

const point = (contender: ContenderName, round: number, ended: number): MeasuredPoint => ({
  contender,
  inFlight: 32,
  round,
  nextNumber: ended,
  ended,
  seconds: 10,
  latencyMs: { p50: 10_000 / ended, p95: 20, p99: 30 },
  cpu: { node: ended / 1_000, postgres: ended / 500, broker: 0 },
  peakBytes: { node: 1024 * 1024, postgres: 0, broker: 0 },
  foreignCores: 0.1,
  perRun: { commits: 2, walSyncs: 1, walBytes: 2048, messages: 1 },
});

const points = [
  point('platform', 1, 1_000),
  point('plain-loop', 1, 2_000),
  point('plain-loop', 2, 1_000),
  point('platform', 2, 3_000),
];

describe('The report', () => {
  it('shows the median of the rounds, and the range of what was reached', () => {
    const [, , loop, platform] = pointsTable(points).split('\n');
    expect(loop).toContain('| plain-loop | 32 | 150 (100–200) |');
    expect(platform).toContain('| platform | 32 | 200 (100–300) |');
    expect(platform).toContain('| 1.00 | 2.00 | 0.00 | 3.00 | 2.00 | 1.00 | 2.0 | 1.0 | 1/0/0 | 0.10 |');
  });

  it('compares with the plain loop of the same round', () => {
    const [, , only, ...more] = ratiosTable(points).split('\n');
    expect(only).toBe('| platform | 32 | 1.75 (0.50–3.00) | 1.17 | 1.00 |');
    expect(more).toEqual([]);
  });

  it('compares nothing when the plain loop was not measured', () => {
    expect(ratiosTable(points.filter(({ contender }) => contender === 'platform'))).toBe('');
  });

  it('shows what a statement takes for one run', () => {
    const table = statementsTable([{ text: 'select a | b', calls: 20, ms: 10, rows: 40 }], 10);
    expect(table).toContain('| `select a \\| b` | 2.000 | 0.500 | 1.000 | 2.0 |');
  });
});

describe('The median', () => {
  it('is the value in the middle, or between the two', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([7])).toBe(7);
  });
});
