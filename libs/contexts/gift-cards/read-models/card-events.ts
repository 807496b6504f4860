import type { Message, MessageOf } from '#kernel';
import { type HubEvent, hubEvents } from './hub-effects.js';
import { storeEvents } from './store-effects.js';

/** What happens to a card, as far as people are told of it. */
export const cardEvents = [...hubEvents, ...storeEvents] as const;
export type CardEvent = MessageOf<(typeof cardEvents)[number]>;

export const isCardEvent = (message: Message): message is CardEvent =>
  cardEvents.some(({ type, version }) => type === message.type && version === message.version);

export const isOfHub = (event: CardEvent): event is HubEvent =>
  hubEvents.some(({ type }) => type === event.type);
