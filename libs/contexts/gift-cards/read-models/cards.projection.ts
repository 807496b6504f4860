import { type Currency, type MessageOf, projection, type Recorded } from '#kernel';

import {
  CardActivated,
  CardBlocked,
  CardIssued,
  CardLoaded,
  CardRedeemed,
  HoldAnnulled,
  HoldCaptured,
  HoldPlaced,
  HoldReleased,
} from '../contracts/index.js';

/** A row is read and written as a whole, so it keeps the end of the story only; all of it is in the event store. */
export const ACTIVITIES_MAX = 50;

/** Something that happened to a card, for people. */
export interface CardActivity {
  /** Type of the event without its context, such as `card-loaded`. */
  readonly what: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** In minor units of the card's currency. */
  readonly amountMinor?: number;
  /** Id of the load, redemption or hold. */
  readonly reference?: string;
  readonly detail?: string;
}

/** A card as it stands; amounts in minor units of its currency. */
export interface CardRow {
  readonly cardId: string;
  readonly currency: Currency;
  readonly status: 'issued' | 'active' | 'blocked';
  readonly balanceMinor: number;
  /** The part of the balance that live holds set aside. */
  readonly heldMinor: number;
  /** The rest of it. */
  readonly availableMinor: number;
  /** How many events of the card this row stands for. */
  readonly version: number;
  /** ISO 8601 in UTC. */
  readonly updatedAt: string;
  /** The last of them, newest first. */
  readonly activities: readonly CardActivity[];
}

const events = [
  CardIssued,
  CardActivated,
  CardLoaded,
  CardRedeemed,
  HoldPlaced,
  HoldCaptured,
  HoldReleased,
  HoldAnnulled,
  CardBlocked,
] as const;
type CardEvent = MessageOf<(typeof events)[number]>;

/** Cards by their id: what they are worth now, and what happened to them lately. */
export const cards = projection('gift-cards.cards', {
  version: 1,
  events,
  filters: ['status', 'currency'],
  rowKey: ({ data }) => data.cardId,
  evolve(row: CardRow | undefined, recorded: Recorded<CardEvent>): CardRow | undefined {
    const known = row ?? issuedBy(recorded);
    if (!known) return undefined;
    const { balanceMinor, heldMinor, status, activity } = effectOf(known, recorded.event);
    return {
      ...known,
      status,
      balanceMinor,
      heldMinor,
      availableMinor: balanceMinor - heldMinor,
      version: recorded.streamVersion,
      updatedAt: recorded.at,
      activities: [
        { what: recorded.event.type.replace('gift-cards.', ''), at: recorded.at, ...activity },
        ...known.activities,
      ].slice(0, ACTIVITIES_MAX),
    };
  },
});

/** A hold may be annulled on a card that does not exist: that makes no row. */
function issuedBy({ event, streamVersion, at }: Recorded<CardEvent>): CardRow | undefined {
  if (event.type !== 'gift-cards.card-issued') return undefined;
  const nothing = { balanceMinor: 0, heldMinor: 0, availableMinor: 0 };
  return {
    ...event.data,
    ...nothing,
    status: 'issued',
    version: streamVersion,
    updatedAt: at,
    activities: [],
  };
}

type Standing = Pick<CardRow, 'status' | 'balanceMinor' | 'heldMinor'>;
type Effect = Standing & { readonly activity: Omit<CardActivity, 'what' | 'at'> };

function effectOf({ status, balanceMinor, heldMinor }: Standing, event: CardEvent): Effect {
  const standing = { status, balanceMinor, heldMinor };
  switch (event.type) {
    case 'gift-cards.card-issued':
      return { ...standing, activity: {} };
    case 'gift-cards.card-activated':
      return { ...standing, status: 'active', activity: {} };
    case 'gift-cards.card-blocked':
      return { ...standing, status: 'blocked', activity: { detail: event.data.reason } };
    case 'gift-cards.hold-annulled':
      return { ...standing, activity: { reference: event.data.holdId } };
    case 'gift-cards.card-loaded':
      return moved(standing, { balance: 1 }, event.data.loadId, event);
    case 'gift-cards.card-redeemed':
      return moved(standing, { balance: -1 }, event.data.redemptionId, event);
    case 'gift-cards.hold-placed':
      return moved(standing, { held: 1 }, event.data.holdId, event);
    case 'gift-cards.hold-captured':
      return moved(standing, { balance: -1, held: -1 }, event.data.holdId, event);
    case 'gift-cards.hold-released':
      return moved(standing, { held: -1 }, event.data.holdId, event);
  }
}

interface Moving {
  readonly data: { readonly amount: { readonly minor: number } };
}

/** @param by how often the amount is added to the balance and to what is held */
function moved(
  standing: Standing,
  by: { readonly balance?: number; readonly held?: number },
  reference: string,
  { data: { amount } }: Moving,
): Effect {
  return {
    ...standing,
    balanceMinor: standing.balanceMinor + (by.balance ?? 0) * amount.minor,
    heldMinor: standing.heldMinor + (by.held ?? 0) * amount.minor,
    activity: { amountMinor: amount.minor, reference },
  };
}
