import { jitteredPauseMs } from './backoff.js';
import { sleep } from './waiting.js';

const RETRY = { firstMs: 50, maxMs: 5_000 };

/**
 * Does the work again and again, with growing pauses, until it succeeds.
 * @throws Error the last failure, when `until` aborts before
 */
export async function persist<T>(work: () => Promise<T>, until: AbortSignal): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await work();
    } catch (error) {
      if (!until.aborted) await sleep(jitteredPauseMs(failures, RETRY), until);
      if (until.aborted) throw error;
    }
  }
}
