import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { findFreePort } from '#adapters/postgres/embedded';
import type { Guard } from '../guard.js';
import { eventually } from '../../eventually.js';

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/**
 * Starts Erlang's name server for our nodes alone, and returns its port. The common one (4369) may belong to
 * somebody else, would keep names of ours, and would outlive us.
 */
export async function startEpmd(program: string, guard: Guard): Promise<number> {
  const port = await findFreePort();
  const child = spawn(program, ['-port', String(port), '-address', '127.0.0.1'], {
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
    stdio: 'ignore',
    detached: true,
  });
  child.unref();
  await once(child, 'spawn');
  await guard.process(child.pid ?? 0);
  await eventually(() => answers(port), Boolean, { withinMs: 120_000 });
  return port;
}
