import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 10_000;
const PAUSE_MS = 25;

/** Another process writes this journal, and did not end while we waited. */
export class JournalInUse extends Error {
  override readonly name = 'JournalInUse';
}

/**
 * Makes this process the only writer of a journal on this machine, for as long as it lives: a name that is listened on
 * ends with its process, however that ends, so that no claim outlives who made it.
 * @returns how to give it up
 * @throws JournalInUse when whoever has it keeps it for longer than `patienceMs`
 */
export async function claimJournal(journal: string, patienceMs = PATIENCE_MS): Promise<() => Promise<void>> {
  const name = nameFor(journal);
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const claim = await listen(name);
    if (claim) return () => closed(claim);
    if (performance.now() >= giveUpAt) {
      throw new JournalInUse(`Another payment sandbox writes ${journal}: end it first`);
    }
    await removeLeftover(name);
    // A sandbox whose hub was killed is about to end.
    await pause(PAUSE_MS);
  }
}

// Closing twice is closing once.
const closed = (claim: Server): Promise<void> => new Promise((resolve) => claim.close(() => resolve()));

/** One name for one file, by whatever path it is called. Linux keeps such names outside the file system. */
function nameFor(journal: string): string {
  const path = join(realpathSync(dirname(journal)), basename(journal));
  const name = `countersign-journal-${createHash('sha256').update(path).digest('hex').slice(0, 24)}`;
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), name);
}

function listen(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(name, () => resolve(server.unref()));
  });
}

/** Where the name is a file, it stays behind when its process is killed. */
async function removeLeftover(name: string): Promise<void> {
  if (name.startsWith('\0')) return;
  const isLeft = await new Promise<boolean>((resolve) => {
    const socket = connect(name, () => resolve(false));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
    socket.once('close', () => socket.destroy());
  });
  if (isLeft) rmSync(name, { force: true });
}
