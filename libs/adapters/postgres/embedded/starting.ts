import { setTimeout as pause } from 'node:timers/promises';
import { findFreePort } from './free-port.js';
import { removeLeftovers } from './leftover-server.js';
import { EarlyEnd, Postmaster, type Launch } from './postmaster.js';

const startWithinMs = 60_000;

/** A killed server's children may hold its memory for a moment longer; a new one then refuses to start. */
function isPassing(error: EarlyEnd): boolean {
  return /pre-existing shared memory block|lock file "postmaster.pid" already exists/.test(error.log);
}

function isPortTaken(error: EarlyEnd): boolean {
  return /could not create any TCP\/IP sockets|Address already in use/.test(error.log);
}

/** Starts a server on this very port, after whatever an earlier one left behind. */
export async function startOn(launch: Launch, port: number): Promise<Postmaster> {
  const deadline = performance.now() + startWithinMs;
  for (;;) {
    await removeLeftovers(launch.cluster.folder);
    const postmaster = await Postmaster.launch(launch, port);
    try {
      await postmaster.ready();
      return postmaster;
    } catch (error) {
      if (!(error instanceof EarlyEnd) || !isPassing(error) || performance.now() > deadline) throw error;
    }
    await pause(50);
  }
}

/** Starts a server on the wanted port, or else on a free one; returns the port that it is. */
export async function startSomewhere(
  launch: Launch,
  wanted: number | undefined,
): Promise<[Postmaster, number]> {
  for (let attempt = 1; ; attempt += 1) {
    const port = wanted ?? (await findFreePort());
    try {
      return [await startOn(launch, port), port];
    } catch (error) {
      const another = wanted === undefined && attempt < 5;
      if (!(another && error instanceof EarlyEnd && isPortTaken(error))) throw error;
    }
  }
}
