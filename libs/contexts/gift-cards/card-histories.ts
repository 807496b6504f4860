import type { EventStore, Message, StoredEvent } from '#kernel';
import { giftCard } from './domain/gift-card.decider.js';
import { activitiesOf, type CardActivity } from './read-models/card-activities.js';
import { isCardEvent } from './read-models/card-events.js';

export const ACTIVITIES_MAX = 50;
/** Many events tell nothing to people. */
const EVENTS_MAX = 2 * ACTIVITIES_MAX;

interface CardAt {
  readonly cardId: string;
  /** The last event that is told, by its place among all of the card. */
  readonly version: number;
}

/** The last of what happened to cards, newest first, by the id of the card. */
export async function lastActivities(
  events: EventStore,
  cards: readonly CardAt[],
  decode: (stored: StoredEvent) => Message,
): Promise<Map<string, readonly CardActivity[]>> {
  const from = new Map(cards.map(({ cardId, version }) => [streamOf(cardId), version - EVENTS_MAX + 1]));
  const histories = await events.load([...from.keys()], from);
  return new Map(
    cards.map(({ cardId, version }) => {
      const history = (histories.get(streamOf(cardId)) ?? []).filter((each) => each.streamVersion <= version);
      const activities = history.toReversed().flatMap((stored) => {
        const event = decode(stored);
        return isCardEvent(event) ? activitiesOf(event, stored.at) : [];
      });
      return [cardId, activities.slice(0, ACTIVITIES_MAX)] as const;
    }),
  );
}

const streamOf = (cardId: string): string => `${giftCard.category}/${cardId}`;
