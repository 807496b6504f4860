/** What a card is worth; amounts in minor units of its currency. */
export interface CardWorth {
  readonly status: 'issued' | 'active' | 'blocked';
  readonly balanceMinor: number;
  readonly heldMinor: number;
  readonly setAsideMinor: number;
}
