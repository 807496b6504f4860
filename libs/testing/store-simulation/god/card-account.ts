/** A card as it truly is: sums over all that is on any disk, in minor units. */
export interface CardAccount {
  readonly cardId: string;
  balanceMinor: number;
  /** What stores approved without an allowance, less what of it went back. */
  unbackedMinor: number;
  /** What was reclaimed of lost stores without their word. */
  reclaimedMinor: number;
  /** What stores took whose books were copied or set back, or whose key was stolen: no bound holds for that. */
  breachMinor: number;
  /** How far below zero the card has been. */
  lowestMinor: number;
}

export const newAccount = (cardId: string): CardAccount => ({
  cardId,
  balanceMinor: 0,
  unbackedMinor: 0,
  reclaimedMinor: 0,
  breachMinor: 0,
  lowestMinor: 0,
});
