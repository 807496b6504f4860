import type { HoldCaptured, HoldPlaced, HoldReleased } from '../contracts/index.js';
import { evolveAtStores } from './evolve-at-stores.js';
import type { CardEvent, GiftCard, Hold, StoreEvent } from './gift-card.js';
import { withStatus } from './gift-card.js';
import { blockedByHub } from './ledger/blocks.js';
import { redeemed, sold } from './ledger/value.js';

/** What a card is after an event. @throws Error when the event cannot have happened to it. */
export function evolve(before: GiftCard, event: CardEvent): GiftCard {
  const card = { ...before, version: before.version + 1 };
  return isOfHub(event) ? evolveAtHub(card, event) : evolveAtStores(card, event);
}

type HubEvent = Exclude<CardEvent, StoreEvent>;

const OF_HUB: ReadonlySet<string> = new Set<HubEvent['type']>([
  'gift-cards.card-issued',
  'gift-cards.card-activated',
  'gift-cards.card-blocked',
  'gift-cards.card-loaded',
  'gift-cards.card-redeemed',
  'gift-cards.hold-placed',
  'gift-cards.hold-captured',
  'gift-cards.hold-released',
  'gift-cards.hold-annulled',
]);
const isOfHub = (event: CardEvent): event is HubEvent => OF_HUB.has(event.type);

function evolveAtHub(card: GiftCard, event: HubEvent): GiftCard {
  switch (event.type) {
    case 'gift-cards.card-issued':
      return withStatus({ ...card, status: 'issued', currency: event.data.currency });
    case 'gift-cards.card-activated':
      return withStatus({ ...known(card), isActivated: true });
    case 'gift-cards.card-blocked':
      return withStatus({ ...known(card), blocks: blockedByHub(card.blocks, event, card.version) });
    case 'gift-cards.hold-annulled':
      return { ...card, holds: card.holds.with(event.data.holdId, { standing: 'annulled', event }) };
    case 'gift-cards.card-loaded': {
      const loads = card.loads.with(event.data.loadId, event);
      const { minor } = event.data.amount;
      return { ...move(card, { balance: minor }), loads, value: sold(card.value, 'hub', minor) };
    }
    case 'gift-cards.card-redeemed': {
      const redemptions = card.redemptions.with(event.data.redemptionId, event);
      const { minor } = event.data.amount;
      return { ...move(card, { balance: -minor }), redemptions, value: redeemed(card.value, 'hub', minor) };
    }
    case 'gift-cards.hold-placed':
      return keepHold(move(card, { held: event.data.amount.minor }), { standing: 'live', event });
    case 'gift-cards.hold-captured': {
      const { minor } = event.data.amount;
      const captured = {
        ...move(card, { balance: -minor, held: -minor }),
        value: redeemed(card.value, 'hub', minor),
      };
      return keepHold(captured, { standing: 'captured', event });
    }
    case 'gift-cards.hold-released':
      return keepHold(move(card, { held: -event.data.amount.minor }), { standing: 'released', event });
  }
}

function known(card: GiftCard): Exclude<GiftCard, { status: 'unissued' }> {
  if (card.status === 'unissued') throw new Error('A card that was never issued has no funds');
  return card;
}

type WithFunds = Extract<GiftCard, { status: 'active' | 'blocked' }>;

function move(card: GiftCard, by: { balance?: number; held?: number }): WithFunds {
  if (card.status !== 'active' && card.status !== 'blocked') {
    throw new Error(`A card that is ${card.status} has no funds to move`);
  }
  const { balance = 0, held = 0 } = by;
  return { ...card, balanceMinor: card.balanceMinor + balance, heldMinor: card.heldMinor + held };
}

type MovingHold = Extract<Hold, { event: HoldPlaced | HoldCaptured | HoldReleased }>;

const keepHold = (card: WithFunds, hold: MovingHold): WithFunds => ({
  ...card,
  holds: card.holds.with(hold.event.data.holdId, hold),
});
