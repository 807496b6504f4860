import { cpus, loadavg } from 'node:os';
import type { ApprovalsPoint } from './load.js';
import type { CardsKept } from './cards.js';
import type { CaughtUp } from './catch-up.js';

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

export const approvalsTable = (points: readonly ApprovalsPoint[]): string =>
  table(
    ['who decides', 'line', 'load', 'approvals/s', 'p50 ms', 'p99 ms'],
    points.map(({ who, line, load, perSecond, p50Ms, p99Ms }) => [
      who,
      line,
      load,
      perSecond.toFixed(0),
      p50Ms.toFixed(1),
      p99Ms.toFixed(1),
    ]),
  );

export const cardsTable = ({ cards, seconds, tableMb, databaseMb }: CardsKept): string =>
  table(
    ['listed cards', 'MB, table and index', 'MB, whole database', 'seconds to write'],
    [[cards, tableMb.toFixed(0), databaseMb.toFixed(0), seconds.toFixed(1)]],
  );

export const catchUpTable = (caughtUp: CaughtUp): string =>
  table(
    [
      'facts',
      's until the hub had them',
      's until they were on its cards',
      'bytes up per fact',
      'bytes down per fact',
      "bytes on the node's disk per fact",
      'CPU s: hub, its database, node, its database',
    ],
    [
      [
        caughtUp.facts,
        caughtUp.receivedSeconds.toFixed(1),
        caughtUp.recordedSeconds.toFixed(1),
        caughtUp.upBytesPerFact.toFixed(0),
        caughtUp.downBytesPerFact.toFixed(0),
        caughtUp.diskBytesPerFact.toFixed(0),
        cpuOf(caughtUp.cpuSeconds),
      ],
    ],
  );

const cpuOf = ({ hub, hubDatabase, node, nodeDatabase }: CaughtUp['cpuSeconds']): string =>
  [hub, hubDatabase, node, nodeDatabase].map((seconds) => seconds.toFixed(1)).join(', ');

/** What the figures were measured on, and who else was at work there. */
export const machine = (): string =>
  `${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load average ${loadavg()
    .map((each) => each.toFixed(1))
    .join(' ')}`;
