import { z } from 'zod';

import { command, Currency, Money } from '#kernel';

import { BlockReason, CardId, HoldId, Uuid } from './fields.js';

const key = { key: 'cardId' } as const;

/** Brings a card into being: with a currency, and without value. One that is sold at once is active at once. */
export class IssueCard extends command(
  'gift-cards.issue-card',
  { cardId: CardId, currency: Currency, activate: z.boolean() },
  key,
) {}

/** From now on the card can be loaded and drawn on. */
export class ActivateCard extends command('gift-cards.activate-card', { cardId: CardId }, key) {}

/** Adds value; once for each `loadId`. */
export class LoadCard extends command(
  'gift-cards.load-card',
  { cardId: CardId, loadId: Uuid, amount: Money },
  key,
) {}

/** Takes value at once; once for each `redemptionId`. With `allowPartial` less than the amount may be approved. */
export class RedeemCard extends command(
  'gift-cards.redeem-card',
  { cardId: CardId, redemptionId: Uuid, amount: Money, allowPartial: z.boolean() },
  key,
) {}

/** Sets an amount aside for a purchase; all of it or nothing, once for each `holdId`. */
export class PlaceHold extends command(
  'gift-cards.place-hold',
  { cardId: CardId, holdId: HoldId, amount: Money, purchaseId: Uuid },
  key,
) {}

/** Takes what a hold has set aside. */
export class CaptureHold extends command(
  'gift-cards.capture-hold',
  { cardId: CardId, holdId: HoldId },
  key,
) {}

/** Gives back what a hold has set aside. For a hold never seen, makes sure that it can never be placed. */
export class ReleaseHold extends command(
  'gift-cards.release-hold',
  { cardId: CardId, holdId: HoldId },
  key,
) {}

/** Ends all new business on a card; holds that are already placed are still honoured. */
export class BlockCard extends command(
  'gift-cards.block-card',
  { cardId: CardId, reason: BlockReason },
  key,
) {}
