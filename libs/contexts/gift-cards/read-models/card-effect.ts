/** Something that happened to a card, for people. */
export interface CardActivity {
  /** Type of the event without its context, such as `card-loaded`, or of what a store has said, such as `redeemed-at-store`. */
  readonly what: string;
  /** ISO 8601 in UTC: when the hub knew of it. */
  readonly at: string;
  /** In minor units of the card's currency. */
  readonly amountMinor?: number;
  /** Id of the load, redemption, hold, allowance, conflict or overdraft, or of the fact of a store. */
  readonly reference?: string;
  readonly detail?: string;
}

/** What a card is worth; amounts in minor units of its currency. */
export interface CardWorth {
  readonly status: 'issued' | 'active' | 'blocked';
  readonly balanceMinor: number;
  readonly heldMinor: number;
  readonly setAsideMinor: number;
}

/** What an event makes of that, and how it is told: the newest first, and by the name of the event unless another is said. */
export interface CardEffect extends CardWorth {
  readonly activities: readonly Partial<Omit<CardActivity, 'at'>>[];
}
