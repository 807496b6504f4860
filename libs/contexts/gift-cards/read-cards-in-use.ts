import type { AnyEvent, EventStore, Message, StoredEvent } from '#kernel';
import { HistoriesAtHand } from '#runtime';
import type { CardStanding } from './contracts/index.js';
import type { GiftCard } from './domain/gift-card.js';
import { giftCard } from './domain/gift-card.decider.js';
import { standingOf } from './domain/standing.js';
import { type Use, useOf } from './domain/use.js';

interface CardInUse {
  readonly card: GiftCard;
  readonly use: Use;
}

/** Of all cards that are kept folded. */
const EVENTS_MAX = 100_000;

const fold = (before: CardInUse | undefined, events: readonly AnyEvent[]): CardInUse => ({
  card: giftCard.fold(events, before?.card),
  use: useOf(events, before?.use),
});

/**
 * Reads how cards stand and are used, as their streams say now: at least as new as any event that was seen before. Unknown ones are
 * missing. Stores hear again and again of a card that is in use, so its history is read once.
 */
export function cardsInUseReader() {
  const atHand = new HistoriesAtHand<CardInUse>(EVENTS_MAX);
  return async (
    events: EventStore,
    cardIds: readonly string[],
    decode: (stored: StoredEvent) => Message,
  ): Promise<(Use & { readonly standing: CardStanding })[]> => {
    const streams = new Map(cardIds.map((cardId) => [`${giftCard.category}/${cardId}`, cardId]));
    const read = await atHand.read(events, [...streams.keys()]);
    return [...read].flatMap(([stream, unread]) => {
      const { card, use } = atHand.open(stream, fold, unread, (stored) => eventOf(decode(stored))).folded;
      const standing = standingOf(card, streams.get(stream) ?? '');
      return standing ? [{ standing, ...use }] : [];
    });
  };
}

function eventOf(message: Message): AnyEvent {
  if (!isEvent(message)) throw new Error(`${message.type} is no event`);
  return message;
}

const isEvent = (message: Message): message is AnyEvent => message.kind === 'event';
