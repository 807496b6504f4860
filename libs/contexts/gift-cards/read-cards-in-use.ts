import type { AnyEvent, EventStore, Message, StoredEvent } from '#kernel';
import type { CardStanding } from './contracts/index.js';
import { giftCard } from './domain/gift-card.decider.js';
import { standingOf } from './domain/standing.js';
import { type Use, useOf } from './domain/use.js';

/** How cards stand and are used, as their streams say now: at least as new as any event that was seen before. Unknown ones are missing. */
export async function readCardsInUse(
  events: EventStore,
  cardIds: readonly string[],
  decode: (stored: StoredEvent) => Message,
): Promise<(Use & { readonly standing: CardStanding })[]> {
  const streams = new Map(cardIds.map((cardId) => [`${giftCard.category}/${cardId}`, cardId]));
  const histories = await events.load([...streams.keys()]);
  return [...streams].flatMap(([stream, cardId]) => {
    const history = (histories.get(stream) ?? []).map(decode).filter(isEvent);
    const standing = standingOf(giftCard.fold(history), cardId);
    return standing ? [{ standing, ...useOf(history) }] : [];
  });
}

const isEvent = (message: Message): message is AnyEvent => message.kind === 'event';
