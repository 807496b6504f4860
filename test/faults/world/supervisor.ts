import { setTimeout as pause } from 'node:timers/promises';
import type { Hub } from './hub.js';

const LOOK_EACH_MS = 500;
/** Long for a machine that does something else, too. */
const LIVE_WITHIN_MS = 10_000;
const READY_WITHIN_MS = 60_000;

/** As process managers do: what ends is started again, and what does not say that it lives is ended. */
export class Supervisor {
  private readonly over = new AbortController();
  private readonly watching: Promise<unknown>;

  constructor(hubs: readonly Hub[]) {
    this.watching = Promise.all(hubs.map((hub) => this.watch(hub)));
  }

  /** Resolves when all of them run. */
  async stop(): Promise<void> {
    this.over.abort();
    await this.watching;
  }

  private async watch(hub: Hub): Promise<void> {
    hub.mayEnd = true;
    while (!this.over.signal.aborted || !hub.runs) {
      if (!hub.runs) await hub.startWithin(READY_WITHIN_MS).catch(() => undefined);
      else if (!(await isLive(hub))) await hub.kill();
      await pause(LOOK_EACH_MS);
    }
    hub.mayEnd = false;
  }
}

const isLive = ({ probesUrl }: Hub): Promise<boolean> =>
  fetch(`${probesUrl}/health/live`, { signal: AbortSignal.timeout(LIVE_WITHIN_MS) }).then(
    ({ ok }) => ok,
    () => false,
  );
