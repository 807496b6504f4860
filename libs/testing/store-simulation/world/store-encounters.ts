/** What a long run must have met, or it has not tried what it claims to try. */
export const STORE_SOMETIMES = [
  'a redemption was covered by allowances',
  'a redemption was covered in part only',
  'a redemption was approved with the hub out of reach',
  'what was approved without an allowance was no risk after all',
  'a redemption was declined',
  'a part of a redemption was approved',
  'an allowance was granted while a till waited',
  'an allowance was granted ahead',
  'an allowance went back',
  'a lease had ended',
  'cash was loaded at a store',
  'a card was activated at a store',
  'a card was blocked at a store',
  'a card was unblocked',
  'a block passed between neighbours',
  'facts passed between neighbours',
  'a hold was captured',
  'a hold was released',
  'a hold expired',
  'a redemption was reversed',
  'a till asked again',
  'a till asked again with another amount',
  'a till annulled before it asked',
  'a till annulled while it asked',
  'a till annulled afterwards',
  'a till got no answer',
  'a message was late',
  'a message was lost',
  'a message came twice',
  'a message met a cut line',
  'an answer came twice or too late',
  'facts came before those that they follow',
  'facts came again',
  'a store was cut off',
  'neighbours were cut off from each other',
  'a crash before fsync',
  'a crash after fsync',
  'a crash at any moment',
  'a disk failed before it was written',
  'a disk failed after it was written',
  'a disk was slow',
  'a wall clock jumped ahead',
  'a wall clock jumped back',
  'a clock drifted',
  'a store started without a line',
  'a store was cloned',
  'a fork was found',
  'a store was set back to a backup',
  'a store noticed that its books are not what the hub knows',
  'a store was lost',
  'what a lost store had was reclaimed',
  'a lost store came back',
  'a key was stolen',
  'facts by a stolen key were refused',
  'an edited fact was refused',
  'a truncated fact was refused',
  'a fact of a stranger was refused',
  'a forged fact was refused',
  'a fact out of its chain was refused',
  'the hub was down',
  'the hub lost its answers',
  'a store said something newer',
  'the hub said something newer',
  'a card was overdrawn',
  'an overdraft was settled',
  'a card below zero was cured',
] as const;

export type StoreSometimes = (typeof STORE_SOMETIMES)[number];

/** How often each has been met. */
export class StoreEncounters {
  private readonly counts = new Map<StoreSometimes, number>();

  met(what: StoreSometimes): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  add(others: Readonly<Record<string, number>>): void {
    for (const what of STORE_SOMETIMES) {
      const more = others[what] ?? 0;
      if (more > 0) this.counts.set(what, (this.counts.get(what) ?? 0) + more);
    }
  }

  get unmet(): StoreSometimes[] {
    return STORE_SOMETIMES.filter((what) => !this.counts.has(what));
  }

  /** By what was met. */
  get all(): Readonly<Record<string, number>> {
    return Object.fromEntries(STORE_SOMETIMES.map((what) => [what, this.counts.get(what) ?? 0]));
  }
}
