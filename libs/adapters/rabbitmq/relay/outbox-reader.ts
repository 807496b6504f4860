import type { Database, OutboxRow } from '#kernel';
import { persist } from '../connection/persist.js';

const ROWS_MAX = 500;
const LOOK_BACK_EVERY_MS_MAX = 10_000;

/** The outbox as the relay meets it: a database that does not answer is asked again until it does. */
export class OutboxReader {
  private readonly lookBackEveryMs: number;
  private lookedBackAtMs = performance.now();
  private lookBackAfter: string | undefined;

  constructor(
    private readonly database: Database,
    private readonly resendAfterMs: number,
  ) {
    this.lookBackEveryMs = Math.min(LOOK_BACK_EVERY_MS_MAX, resendAfterMs);
  }

  async read(after: string | undefined, until: AbortSignal): Promise<OutboxRow[]> {
    return persist(() => this.database.transaction((tx) => tx.outbox.read(after, ROWS_MAX)), until);
  }

  async park(row: OutboxRow, reason: string, until: AbortSignal): Promise<void> {
    await persist(() => this.database.transaction((tx) => tx.outbox.park(row, reason)), until);
  }

  /**
   * When there are rows that should have arrived long ago: some of the oldest, and at the next call the ones behind
   * them, round and round. Not more than 500 every 10 s, since most may only be slow.
   */
  async readOverdue(until: AbortSignal): Promise<{ rows: OutboxRow[]; after: string | undefined }> {
    const after = this.lookBackAfter;
    if (performance.now() - this.lookedBackAtMs < this.lookBackEveryMs) return { rows: [], after };
    this.lookedBackAtMs = performance.now();
    const { oldestMs } = await persist(() => this.database.transaction((tx) => tx.outbox.depth()), until);
    const rows = oldestMs < this.resendAfterMs ? [] : await this.read(after, until);
    this.lookBackAfter = rows.length < ROWS_MAX ? undefined : rows.at(-1)?.sequence;
    return { rows, after };
  }
}
