import { type Currency, type MessageOf, projection, type Recorded } from '#kernel';
import type { CardActivity, CardEffect, CardWorth } from './card-effect.js';
import { type HubEvent, hubEffectOf, hubEvents } from './hub-effects.js';
import { storeEffectOf, storeEvents } from './store-effects.js';

/** A row is read and written as a whole, so it keeps the end of the story only; all of it is in the event store. */
export const ACTIVITIES_MAX = 50;

/** A card as it stands; amounts in minor units of its currency. */
export interface CardRow extends CardWorth {
  readonly cardId: string;
  readonly currency: Currency;
  readonly balanceMinor: number;
  /** The part of the balance that live holds set aside, at the hub and at stores. */
  readonly heldMinor: number;
  /** The part of it that stores may draw on. */
  readonly setAsideMinor: number;
  /** The rest of it: what the hub may redeem, hold or grant. Below zero when more was promised than there is. */
  readonly availableMinor: number;
  /** The last event that this row stands for, by its place among all of the card. */
  readonly version: number;
  /** ISO 8601 in UTC. */
  readonly updatedAt: string;
  /** The last of what happened, newest first. */
  readonly activities: readonly CardActivity[];
}

const events = [...hubEvents, ...storeEvents] as const;
type CardEvent = MessageOf<(typeof events)[number]>;

/** Cards by their id: what they are worth now, and what happened to them lately. */
export const cards = projection('gift-cards.cards', {
  version: 2,
  events,
  filters: ['status', 'currency'],
  rowKey: ({ data }) => data.cardId,
  evolve(row: CardRow | undefined, recorded: Recorded<CardEvent>): CardRow | undefined {
    const known = row ?? issuedBy(recorded);
    if (!known) return undefined;
    const { activities, ...worth } = effectOf(known, recorded.event);
    const what = recorded.event.type.replace('gift-cards.', '');
    return {
      ...known,
      ...worth,
      availableMinor: worth.balanceMinor - worth.heldMinor - worth.setAsideMinor,
      version: recorded.streamVersion,
      updatedAt: recorded.at,
      activities: [
        ...activities.map((activity) => ({ what, at: recorded.at, ...activity })),
        ...known.activities,
      ].slice(0, ACTIVITIES_MAX),
    };
  },
});

function effectOf({ status, balanceMinor, heldMinor, setAsideMinor }: CardRow, event: CardEvent): CardEffect {
  const worth = { status, balanceMinor, heldMinor, setAsideMinor };
  return isOfHub(event) ? hubEffectOf(worth, event) : storeEffectOf(worth, event);
}

const isOfHub = (event: CardEvent): event is HubEvent => hubEvents.some(({ type }) => type === event.type);

/** A hold may be annulled on a card that does not exist: that makes no row. */
function issuedBy({ event, streamVersion, at }: Recorded<CardEvent>): CardRow | undefined {
  if (event.type !== 'gift-cards.card-issued') return undefined;
  const nothing = { balanceMinor: 0, heldMinor: 0, setAsideMinor: 0, availableMinor: 0 };
  return {
    ...event.data,
    ...nothing,
    status: 'issued',
    version: streamVersion,
    updatedAt: at,
    activities: [],
  };
}
