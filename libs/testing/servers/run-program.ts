import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { TestScratch } from './test-scratch.js';

export interface Ended {
  /** Null after a signal. */
  readonly code: number | null;
  /** All that it wrote to stderr. */
  readonly said: string;
}

/** Runs a built program until it ends; it does not outlive the scratch. @param file such as `dist/test/faults/main.js` */
export async function runProgram(
  scratch: TestScratch,
  file: string,
  args: readonly string[],
): Promise<Ended> {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await scratch.process(child.pid ?? 0);
  const [code, said] = await Promise.all([ended, text(child.stderr)]);
  return { code, said };
}
