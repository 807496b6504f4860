import type { Database, Notice } from '#kernel';
import type { ListedCards } from '../ports/listed-cards.js';
import type { HubVoice } from './hub-voice.js';

interface Parts {
  readonly database: Database;
  readonly voice: HubVoice;
  readonly listed: ListedCards;
}

/** Tells stores of all cards, so that one that they have never met can be judged, too. */
export class CardDesk {
  constructor(private readonly parts: Parts) {}

  async part(
    after: string,
    limit: number,
  ): Promise<{ readonly notices: readonly Notice<object>[]; readonly at: string; readonly isMore: boolean }> {
    const { database, voice, listed } = this.parts;
    return database.transaction(async (tx) => {
      const { cards, modes, at, isMore } = await listed(tx, after, limit);
      const asOfMs = await tx.now();
      const list = { asOfMs, cards: [...cards], modes: [...modes] };
      return { notices: cards.length === 0 ? [] : [voice.cards(list)], at, isMore };
    });
  }
}
