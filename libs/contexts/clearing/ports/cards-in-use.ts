import type { EventStore, Message, StoredEvent } from '#kernel';
import type { CardInUse } from '../domain/prefetch.js';

/** Cards as their streams say now; unknown ones are missing. Gift cards provide it. */
export type CardsInUse = (
  events: EventStore,
  cardIds: readonly string[],
  decode: (stored: StoredEvent) => Message,
) => Promise<CardInUse[]>;
