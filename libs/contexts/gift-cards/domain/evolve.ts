import type { HoldCaptured, HoldPlaced, HoldReleased } from '../contracts/index.js';
import type { Active, Blocked, CardEvent, GiftCard, Hold } from './gift-card.js';

/** What a card is after an event. @throws Error when the event cannot have happened to it. */
export function evolve(card: GiftCard, event: CardEvent): GiftCard {
  switch (event.type) {
    case 'gift-cards.card-issued':
      return { ...requestsOf(card), status: 'issued', currency: event.data.currency };
    case 'gift-cards.card-activated':
      return { ...funded(card), status: 'active' };
    case 'gift-cards.card-blocked':
      return { ...funded(card), status: 'blocked', event };
    case 'gift-cards.hold-annulled':
      return { ...card, holds: card.holds.with(event.data.holdId, { standing: 'annulled', event }) };
    case 'gift-cards.card-loaded': {
      const loads = card.loads.with(event.data.loadId, event);
      return { ...move(card, { balance: event.data.amount.minor }), loads };
    }
    case 'gift-cards.card-redeemed': {
      const redemptions = card.redemptions.with(event.data.redemptionId, event);
      return { ...move(card, { balance: -event.data.amount.minor }), redemptions };
    }
    case 'gift-cards.hold-placed':
      return keepHold(move(card, { held: event.data.amount.minor }), { standing: 'live', event });
    case 'gift-cards.hold-captured': {
      const { minor } = event.data.amount;
      return keepHold(move(card, { balance: -minor, held: -minor }), { standing: 'captured', event });
    }
    case 'gift-cards.hold-released':
      return keepHold(move(card, { held: -event.data.amount.minor }), { standing: 'released', event });
  }
}

const requestsOf = ({ loads, redemptions, holds }: GiftCard) => ({ loads, redemptions, holds });

/** The card with its funds: none, as long as it was only issued. */
function funded(card: GiftCard) {
  switch (card.status) {
    case 'unissued':
      throw new Error('A card that was never issued has no funds');
    case 'issued':
      return { ...requestsOf(card), currency: card.currency, balanceMinor: 0, heldMinor: 0 };
    case 'active':
    case 'blocked': {
      const { currency, balanceMinor, heldMinor } = card;
      return { ...requestsOf(card), currency, balanceMinor, heldMinor };
    }
  }
}

function move(card: GiftCard, by: { balance?: number; held?: number }): Active | Blocked {
  if (card.status !== 'active' && card.status !== 'blocked') {
    throw new Error(`A card that is ${card.status} has no funds to move`);
  }
  const { balance = 0, held = 0 } = by;
  return { ...card, balanceMinor: card.balanceMinor + balance, heldMinor: card.heldMinor + held };
}

type MovingHold = Extract<Hold, { event: HoldPlaced | HoldCaptured | HoldReleased }>;

const keepHold = (card: Active | Blocked, hold: MovingHold): Active | Blocked => ({
  ...card,
  holds: card.holds.with(hold.event.data.holdId, hold),
});
