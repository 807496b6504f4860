import { type Currency, projection, type Recorded } from '#kernel';
import { type CardEvent, cardEvents, isOfHub } from './card-events.js';
import { type CardMode, modeAfter, usualMode } from './card-mode.js';
import type { CardWorth } from './card-worth.js';
import { hubEffectOf } from './hub-effects.js';
import { storeEffectOf } from './store-effects.js';

/** A card as it stands; amounts in minor units of its currency. */
export interface CardRow extends CardWorth, CardMode {
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
}

/** Cards by their id: what they are worth now. What happened to them, the event store tells. */
export const cards = projection('gift-cards.cards', {
  version: 4,
  events: cardEvents,
  filters: ['status', 'currency'],
  rowKey: ({ data }) => data.cardId,
  evolve(row: CardRow | undefined, recorded: Recorded<CardEvent>): CardRow | undefined {
    const known = row ?? issuedBy(recorded);
    if (!known) return undefined;
    const worth = worthAfter(known, recorded.event);
    return {
      ...known,
      ...worth,
      ...modeAfter(known, recorded.event),
      availableMinor: worth.balanceMinor - worth.heldMinor - worth.setAsideMinor,
      version: recorded.streamVersion,
      updatedAt: recorded.at,
    };
  },
});

function worthAfter(
  { status, balanceMinor, heldMinor, setAsideMinor }: CardRow,
  event: CardEvent,
): CardWorth {
  const worth = { status, balanceMinor, heldMinor, setAsideMinor };
  return isOfHub(event) ? hubEffectOf(worth, event) : storeEffectOf(worth, event);
}

/** A hold may be annulled on a card that does not exist: that makes no row. */
function issuedBy({ event, streamVersion, at }: Recorded<CardEvent>): CardRow | undefined {
  if (event.type !== 'gift-cards.card-issued') return undefined;
  const nothing = { balanceMinor: 0, heldMinor: 0, setAsideMinor: 0, availableMinor: 0 };
  return { ...event.data, ...nothing, ...usualMode, status: 'issued', version: streamVersion, updatedAt: at };
}
