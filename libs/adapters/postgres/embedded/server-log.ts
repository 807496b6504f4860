import { open, rename, stat } from 'node:fs/promises';

const bytesShown = 4_000;
const bytesKept = 10_000_000;

/** The last lines of a server's log, for error messages; from `since` (an offset in bytes) on. */
export async function logTail(file: string, since = 0): Promise<string> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return '(no log)';
  try {
    const { size } = await handle.stat();
    const from = Math.max(since, size - bytesShown);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.max(0, size - from)), {
      position: from,
    });
    return buffer.toString('utf8', 0, bytesRead).trim() || '(the log is empty)';
  } finally {
    await handle.close();
  }
}

/** The log of a database that runs for years stays small: one older file is kept beside it. */
export async function rotateLog(file: string): Promise<void> {
  const size = await logSize(file);
  if (size > bytesKept) await rename(file, `${file}.1`);
}

export async function logSize(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}
