import type { KnownCard } from '../domain/known-card.js';

/** Cards and facts of them that are kept at the most; a fact takes about a kilobyte. */
const WEIGHT_MAX = 30_000;

const weightOf = ({ facts }: KnownCard): number => 1 + facts.length;

/** What was committed last of the cards that were in use lately. There is one writer, so it is what the disk has. */
export class CardsAtHand {
  /** The one that was used last is the last. */
  private readonly cards = new Map<string, KnownCard>();
  private weight = 0;

  constructor(private readonly weightMax = WEIGHT_MAX) {}

  get(cardId: string): KnownCard | undefined {
    return this.cards.get(cardId);
  }

  keep(cards: Iterable<KnownCard>): void {
    for (const card of cards) {
      this.forget(card.cardId);
      this.cards.set(card.cardId, card);
      this.weight += weightOf(card);
    }
    for (const cardId of this.cards.keys()) {
      if (this.weight <= this.weightMax) return;
      this.forget(cardId);
    }
  }

  forget(cardId: string): void {
    const card = this.cards.get(cardId);
    if (!card) return;
    this.cards.delete(cardId);
    this.weight -= weightOf(card);
  }

  clear(): void {
    this.cards.clear();
    this.weight = 0;
  }
}
