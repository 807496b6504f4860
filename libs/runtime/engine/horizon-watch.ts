import type { Database } from '#kernel';

/** Read models, the outbox and consistency tokens stand still behind a transaction that is open for so long. */
const STALLED_MS = 5_000;

/** Looks for whoever holds the log back, and names them once. */
export class HorizonWatch {
  private readonly told = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly tell: (what: string) => void,
    private readonly stalledMs: number = STALLED_MS,
  ) {}

  async look(): Promise<void> {
    const holdups = await this.database.transaction((tx) => tx.events.holdups(10));
    const stalled = holdups.filter(({ ageMs }) => ageMs > this.stalledMs);
    for (const { who, ageMs } of stalled) {
      if (!this.told.has(who))
        this.tell(`Readers of the log wait for ${Math.round(ageMs / 1_000)} s: ${who}`);
      this.told.add(who);
    }
    const still = new Set(stalled.map(({ who }) => who));
    for (const who of this.told) if (!still.has(who)) this.told.delete(who);
  }
}
