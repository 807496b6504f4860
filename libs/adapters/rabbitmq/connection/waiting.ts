import { setTimeout as pause } from 'node:timers/promises';

/** Lets one loop sleep until somebody rings; rings while it is awake count as one, heard at its next sleep. */
export class Bell {
  private rung = false;
  private wakeSleeper: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.wakeSleeper?.();
  }

  /** Resolves at a ring, when the signal aborts, or after so many milliseconds. @returns whether somebody rang */
  async heard(until: AbortSignal, withinMs?: number): Promise<boolean> {
    if (!this.rung && !until.aborted) await this.sleep(until, withinMs);
    const { rung } = this;
    this.rung = false;
    return rung;
  }

  private async sleep(until: AbortSignal, withinMs: number | undefined): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        until.removeEventListener('abort', wake);
        this.wakeSleeper = undefined;
        resolve();
      };
      const timer = withinMs === undefined ? undefined : setTimeout(wake, withinMs);
      until.addEventListener('abort', wake);
      this.wakeSleeper = wake;
    });
  }
}

/** Resolves after so many milliseconds, or when the signal aborts. */
export async function sleep(ms: number, until: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal: until }).catch(() => undefined);
}

/** What was waited for may still come. */
export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
}

/** @throws TookTooLong naming what did not come in time */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const deadline = pause(ms, undefined, { signal: over.signal }).then(() => {
    throw new TookTooLong(`${what} took longer than ${ms} ms`);
  });
  // Whichever comes second has nobody who listens to it.
  deadline.catch(() => undefined);
  work.catch(() => undefined);
  try {
    return await Promise.race([work, deadline]);
  } finally {
    over.abort();
  }
}
