import type { CardStanding } from '#contracts/gift-cards';
import type { EventStore, Message, StoredEvent } from '#kernel';

/** How cards stand, as their streams say now; unknown ones are missing. Gift cards provide it. */
export type CardStandings = (
  events: EventStore,
  cardIds: readonly string[],
  decode: (stored: StoredEvent) => Message,
) => Promise<CardStanding[]>;
