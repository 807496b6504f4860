import type { Database, OutboxRow } from '#kernel';
import { persist } from '../connection/persist.js';

const ROWS_MAX = 500;
const LOOK_BACK_EVERY_MS_MAX = 10_000;
/** What has not arrived by then may be lost: the broker is asked whether it has it. */
const DOUBT_AFTER_MS = 15_000;

/** Rows from the oldest on, which should have arrived. */
export interface Overdue {
  readonly rows: readonly OutboxRow[];
  /** The place from which they were read. */
  readonly after: string | undefined;
  /** They are late enough to be sent again, whatever the broker says. */
  readonly isLate: boolean;
}

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
  async readOverdue(until: AbortSignal): Promise<Overdue> {
    const after = this.lookBackAfter;
    if (performance.now() - this.lookedBackAtMs < this.lookBackEveryMs)
      return { rows: [], after, isLate: false };
    this.lookedBackAtMs = performance.now();
    const { oldestMs } = await persist(() => this.database.transaction((tx) => tx.outbox.depth()), until);
    const isLate = oldestMs >= this.resendAfterMs;
    const rows = isLate || oldestMs >= DOUBT_AFTER_MS ? await this.read(after, until) : [];
    this.lookBackAfter = rows.length < ROWS_MAX ? undefined : rows.at(-1)?.sequence;
    return { rows, after, isLate };
  }
}
