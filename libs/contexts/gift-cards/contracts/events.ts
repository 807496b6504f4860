import { Currency, event, Money } from '#kernel';

import { BlockReason, CardId, HoldId, Uuid } from './fields.js';

const key = { key: 'cardId' } as const;

export class CardIssued extends event(
  'gift-cards.card-issued',
  { cardId: CardId, currency: Currency },
  key,
) {}

export class CardActivated extends event('gift-cards.card-activated', { cardId: CardId }, key) {}

export class CardLoaded extends event(
  'gift-cards.card-loaded',
  { cardId: CardId, loadId: Uuid, amount: Money },
  key,
) {}

/** `amount` is what was approved and taken; `requested` is at least as much. */
export class CardRedeemed extends event(
  'gift-cards.card-redeemed',
  { cardId: CardId, redemptionId: Uuid, amount: Money, requested: Money },
  key,
) {}

export class HoldPlaced extends event(
  'gift-cards.hold-placed',
  { cardId: CardId, holdId: HoldId, amount: Money, purchaseId: Uuid },
  key,
) {}

export class HoldCaptured extends event(
  'gift-cards.hold-captured',
  { cardId: CardId, holdId: HoldId, amount: Money, purchaseId: Uuid },
  key,
) {}

export class HoldReleased extends event(
  'gift-cards.hold-released',
  { cardId: CardId, holdId: HoldId, amount: Money, purchaseId: Uuid },
  key,
) {}

/** A hold that was never placed was released: it can no longer be placed. */
export class HoldAnnulled extends event(
  'gift-cards.hold-annulled',
  { cardId: CardId, holdId: HoldId },
  key,
) {}

export class CardBlocked extends event(
  'gift-cards.card-blocked',
  { cardId: CardId, reason: BlockReason },
  key,
) {}
