import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';

/** A server that can be started again after it has ended. */
export interface Restartable {
  /** Resolves when the server that runs now has ended. */
  ended(): Promise<void>;
  start(): Promise<void>;
}

const PAUSE_MS = { first: 100, max: 10_000 };

/**
 * Starts a server again whenever it ends, for as long as it takes, until it is told to leave it.
 * @returns how to leave it: resolves when no start is under way any more
 */
export function keepRunning(name: string, server: Restartable, logger: Logger): () => Promise<void> {
  const leaving = new AbortController();
  const left = new Promise<void>((resolve) => leaving.signal.addEventListener('abort', () => resolve()));
  const watching = watch(name, server, logger, { signal: leaving.signal, left });
  return () => {
    leaving.abort();
    return watching;
  };
}

interface Leaving {
  readonly signal: AbortSignal;
  readonly left: Promise<void>;
}

async function watch(name: string, server: Restartable, logger: Logger, leaving: Leaving): Promise<void> {
  for (;;) {
    await Promise.race([server.ended(), leaving.left]);
    if (leaving.signal.aborted) return;
    logger.error(`${name} has ended; it is started again`);
    await startAgain(name, server, logger, leaving.signal);
  }
}

async function startAgain(
  name: string,
  server: Restartable,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  for (let pauseMs = PAUSE_MS.first; !signal.aborted; pauseMs = Math.min(pauseMs * 2, PAUSE_MS.max)) {
    // Also before the first attempt: a server that ends again and again must not keep the machine busy.
    await pause(pauseMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      await server.start();
      logger.info(`${name} runs again`);
      return;
    } catch (error) {
      logger.error({ err: error }, `${name} does not start; it is tried again`);
    }
  }
}
