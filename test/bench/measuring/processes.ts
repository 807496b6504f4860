import { readdirSync, readFileSync } from 'node:fs';

/** Of Linux on all machines that Node runs on. */
const TICKS_PER_SECOND = 100;

interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  /** CPU seconds of the process and of those of its children that have ended. */
  readonly seconds: number;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process has ended meanwhile.
    return '';
  }
}

function timesOf(pid: number): ProcessTimes | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  // The name, in brackets, may contain blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 16) return undefined;
  const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
  return { pid, parent: Number(fields[1]), seconds: ticks / TICKS_PER_SECOND };
}

function treeOf(root: number): ProcessTimes[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => timesOf(Number(name)) ?? []);
  const tree = all.filter(({ pid }) => pid === root);
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid));
  return tree;
}

/** CPU seconds that a process and all its descendants have used so far. */
export const cpuSecondsOf = (root: number): number =>
  treeOf(root).reduce((sum, { seconds }) => sum + seconds, 0);

/** Memory of a process and all its descendants in bytes; what they share is counted once. */
export function memoryOf(root: number): number {
  const kilobytes = treeOf(root).map(({ pid }) =>
    Number(/^Pss:\s+(\d+) kB/m.exec(textOf(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0),
  );
  return 1024 * kilobytes.reduce((sum, each) => sum + each, 0);
}

/** CPU seconds that everybody on this machine has used since it started. */
export function cpuSecondsOfAll(): number {
  const [user, nice, system, , , irq, softirq, steal] = (/^cpu +(.+)$/m.exec(textOf('/proc/stat'))?.[1] ?? '')
    .split(' ')
    .map(Number);
  const busy = [user, nice, system, irq, softirq, steal].reduce<number>((sum, each) => sum + (each ?? 0), 0);
  return busy / TICKS_PER_SECOND;
}
