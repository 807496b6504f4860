import type { ContenderName } from '../contenders/contender.js';
import type { StatementUse } from '../measuring/statements.js';
import { cpuPerThousand, type MeasuredPoint, median, part, perSecond } from './statistics.js';

const MEGABYTE = 1024 * 1024;

const COLUMNS = [
  'contender',
  'in flight',
  'sagas/s (min–max)',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'CPU s/1,000: node',
  'PG',
  'broker',
  'total',
  'commits',
  'WAL syncs',
  'WAL KB',
  'messages',
  'peak MB node/PG/broker',
  'foreign cores',
];

/** One row for each contender and load: the median of the rounds. */
export function pointsTable(points: readonly MeasuredPoint[]): string {
  return table(
    COLUMNS,
    groups(points).map((group) => row(group)),
  );
}

/** The platform compared with the plain loop, round by round: both met nearly the same machine. Empty without a loop. */
export function ratiosTable(points: readonly MeasuredPoint[]): string {
  if (!points.some((each) => each.contender === 'plain-loop')) return '';
  const compared = groups(points).filter(([first]) => first && first.contender !== 'plain-loop');
  return table(
    ['contender / plain loop', 'in flight', 'sagas/s (min–max)', 'p50', 'CPU s/1,000'],
    compared.map((group) => {
      const pairs = group.flatMap((point) => {
        const yardstick = points.find(
          (each) =>
            each.contender === 'plain-loop' && each.inFlight === point.inFlight && each.round === point.round,
        );
        return yardstick ? [{ point, yardstick }] : [];
      });
      const ratios = (of: (point: MeasuredPoint) => number) =>
        pairs.map(({ point, yardstick }) => of(point) / of(yardstick));
      return [
        group[0]?.contender ?? '',
        String(group[0]?.inFlight ?? ''),
        range(ratios(perSecond), 2),
        median(ratios(({ latencyMs }) => latencyMs.p50)).toFixed(2),
        median(ratios(cpuPerThousand)).toFixed(2),
      ];
    }),
  );
}

const TEXT_MAX = 100;

/** What PostgreSQL did for one run of the workload. */
export function statementsTable(statements: readonly StatementUse[], runs: number): string {
  return table(
    ['statement', 'calls per saga', 'ms per call', 'ms per saga', 'rows per call'],
    statements.map(({ text, calls, ms, rows }) => [
      `\`${text.slice(0, TEXT_MAX).replaceAll('|', '\\|')}\``,
      (calls / runs).toFixed(3),
      (ms / calls).toFixed(3),
      (ms / runs).toFixed(3),
      (rows / calls).toFixed(1),
    ]),
  );
}

function row(group: readonly MeasuredPoint[]): string[] {
  const of = (pick: (point: MeasuredPoint) => number, digits: number): string =>
    median(group.map(pick)).toFixed(digits);
  const peak = (who: 'node' | 'postgres' | 'broker'): string => of((p) => p.peakBytes[who] / MEGABYTE, 0);
  return [
    group[0]?.contender ?? '',
    String(group[0]?.inFlight ?? ''),
    range(group.map(perSecond), 0),
    of((p) => p.latencyMs.p50, 1),
    of((p) => p.latencyMs.p95, 1),
    of((p) => p.latencyMs.p99, 1),
    of((p) => part(p, 'node'), 2),
    of((p) => part(p, 'postgres'), 2),
    of((p) => part(p, 'broker'), 2),
    of(cpuPerThousand, 2),
    of((p) => p.perRun.commits, 2),
    of((p) => p.perRun.walSyncs, 2),
    of((p) => p.perRun.walBytes / 1024, 1),
    of((p) => p.perRun.messages, 1),
    `${peak('node')}/${peak('postgres')}/${peak('broker')}`,
    of((p) => p.foreignCores, 2),
  ];
}

function groups(points: readonly MeasuredPoint[]): MeasuredPoint[][] {
  const order = (point: MeasuredPoint): [ContenderName, number] => [point.contender, point.inFlight];
  const byName = new Map<string, MeasuredPoint[]>();
  for (const point of points) {
    const name = order(point).join();
    byName.set(name, [...(byName.get(name) ?? []), point]);
  }
  return [...byName.values()].toSorted(
    ([a], [b]) =>
      (a?.contender ?? '').localeCompare(b?.contender ?? '') || (a?.inFlight ?? 0) - (b?.inFlight ?? 0),
  );
}

function range(values: readonly number[], digits: number): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
