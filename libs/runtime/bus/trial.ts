import type { Database, Leased, Surroundings } from '#kernel';
import type { Quarantine } from '../engine/quarantine.js';
import { pause } from '../surroundings.js';

/** What ends a process mostly does so at once; what waits for somebody outside is not waited for any longer. */
const TRIAL_MS = 250;

/** A message that may end the process that handles it is alone in its first moments. */
export class Trial {
  private isOn = false;

  constructor(
    private readonly database: Database,
    private readonly surroundings: Surroundings,
    private readonly quarantine: Quarantine,
    private readonly whenOver: () => void,
  ) {}

  /** Whether nothing else is to be begun now. */
  get isUnderWay(): boolean {
    return this.isOn;
  }

  /** @param others what was begun before. @param handle never rejects */
  async hold(suspect: Leased, others: readonly Promise<void>[], handle: () => Promise<void>): Promise<void> {
    this.isOn = true;
    await Promise.race([Promise.all(others), this.aMoment()]);
    const handled = handle();
    const isStillUnderWay = await Promise.race([handled.then(() => false), this.aMoment().then(() => true)]);
    if (isStillUnderWay) await this.survive(suspect);
    this.isOn = false;
    this.quarantine.leave();
    this.whenOver();
    await handled;
  }

  /** When it cannot be noted, it only looks worse than it is. */
  private async survive(suspect: Leased): Promise<void> {
    await this.database.transaction((tx) => tx.mailbox.survive(suspect)).catch(() => undefined);
  }

  private aMoment(): Promise<void> {
    return pause(this.surroundings.clock, TRIAL_MS);
  }
}
