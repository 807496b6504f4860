/** A card as it truly is: sums over all that is on any disk, in minor units. */
export interface CardAccount {
  readonly cardId: string;
  balanceMinor: number;
  /** What stores approved without an allowance, less what of it went back. */
  unbackedMinor: number;
  /** What of it was out of risk budgets, also of what went back, and the hub has not said to be over. */
  exposedMinor: number;
  /** The most that it ever was. */
  mostExposedMinor: number;
  /** What optimistic cards took of it: no budget bounds that. */
  optimisticMinor: number;
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
  exposedMinor: 0,
  mostExposedMinor: 0,
  optimisticMinor: 0,
  reclaimedMinor: 0,
  breachMinor: 0,
  lowestMinor: 0,
});
