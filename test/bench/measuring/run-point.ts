import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type PointJob, PointResult } from './point.js';

const PROGRAM = fileURLToPath(new URL('point-process.js', import.meta.url));

/** Measures one point in a process of its own. @param nodeOptions for instance `--cpu-prof` */
export function runPoint(job: PointJob, nodeOptions: readonly string[]): Promise<PointResult> {
  return new Promise((resolve, reject) => {
    const child = fork(PROGRAM, { execArgv: ['--enable-source-maps', ...nodeOptions] });
    let result: PointResult | undefined;
    child.once('message', (message) => {
      result = PointResult.parse(message);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (result) resolve(result);
      else reject(new Error(`${job.contender} with ${job.inFlight} in flight ended with ${code}`));
    });
    child.send(job);
  });
}
