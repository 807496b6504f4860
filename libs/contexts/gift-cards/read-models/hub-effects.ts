import type { MessageOf } from '#kernel';
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
import type { CardWorth } from './card-worth.js';

export const hubEvents = [
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
export type HubEvent = MessageOf<(typeof hubEvents)[number]>;

/** What is done with a card at the hub. */
export function hubEffectOf(worth: CardWorth, event: HubEvent): CardWorth {
  switch (event.type) {
    case 'gift-cards.card-issued':
    case 'gift-cards.hold-annulled':
      return worth;
    case 'gift-cards.card-activated':
      return { ...worth, status: 'active' };
    case 'gift-cards.card-blocked':
      return { ...worth, status: 'blocked' };
    case 'gift-cards.card-loaded':
      return moved(worth, { balance: 1 }, event);
    case 'gift-cards.card-redeemed':
      return moved(worth, { balance: -1 }, event);
    case 'gift-cards.hold-placed':
      return moved(worth, { held: 1 }, event);
    case 'gift-cards.hold-captured':
      return moved(worth, { balance: -1, held: -1 }, event);
    case 'gift-cards.hold-released':
      return moved(worth, { held: -1 }, event);
  }
}

interface Moving {
  readonly data: { readonly amount: { readonly minor: number } };
}

/** @param by how often the amount is added to the balance and to what is held */
function moved(
  worth: CardWorth,
  by: { readonly balance?: number; readonly held?: number },
  { data: { amount } }: Moving,
): CardWorth {
  return {
    ...worth,
    balanceMinor: worth.balanceMinor + (by.balance ?? 0) * amount.minor,
    heldMinor: worth.heldMinor + (by.held ?? 0) * amount.minor,
  };
}
