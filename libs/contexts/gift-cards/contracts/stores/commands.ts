import { AMOUNT_MINOR_MAX, command } from '#kernel';
import { z } from 'zod';
import { CardId, CaseId, Outlet, SettlementId, Uuid } from '../fields.js';
import { SettledHow } from './events.js';
import { CardPolicy } from './policy.js';
import { RecordedFact } from './recorded-fact.js';

const key = { key: 'cardId' } as const;
const PositiveMinor = z.int().positive().max(AMOUNT_MINOR_MAX);

/**
 * Sets a part of what is free aside for a store; with `atLeastMinor` less than `minor` will do. `just-in-time` is for a request
 * that a till waits for: when less is free, other stores are asked for what they have set aside.
 */
export class GrantAllowance extends command(
  'gift-cards.grant-allowance',
  {
    cardId: CardId,
    allowanceId: Uuid,
    storeId: Uuid,
    minor: PositiveMinor,
    atLeastMinor: PositiveMinor,
    leaseMs: z.int().positive(),
    purpose: z.enum(['prefetch', 'just-in-time']),
  },
  key,
) {}

/** Asks the stores for what is left of their allowances on a card. */
export class RecallAllowances extends command('gift-cards.recall-allowances', { cardId: CardId }, key) {}

/**
 * Takes what is left of a store's allowances without its word, because it is lost for ever. What it had drawn and never told
 * is then lost, too: at most what is taken.
 */
export class ReclaimAllowances extends command(
  'gift-cards.reclaim-allowances',
  { cardId: CardId, storeId: Uuid },
  key,
) {}

/** Facts of one store on one card, in the order of its chain. They happened: nothing of them is refused. */
export class RecordStoreFacts extends command(
  'gift-cards.record-store-facts',
  { cardId: CardId, storeId: Uuid, facts: z.array(RecordedFact).min(1).max(500) },
  key,
) {}

/** Ends all blocks that the hub knows of now; one that comes to be known later still blocks. */
export class UnblockCard extends command('gift-cards.unblock-card', { cardId: CardId }, key) {}

/** From now on stores decide on the card like this. */
export class AssignPolicy extends command(
  'gift-cards.assign-policy',
  { cardId: CardId, policy: CardPolicy },
  key,
) {}

/** Looks whether the card is still overdrawn, now that all stores have told what they know. */
export class ConfirmOverdraft extends command(
  'gift-cards.confirm-overdraft',
  { cardId: CardId, caseId: CaseId },
  key,
) {}

/**
 * Makes up for what was overdrawn, once for each `settlementId`: somebody has paid it, or bears it. No more is settled than is
 * left of the case, and of what nobody has paid no more than the card still lacks.
 */
export class SettleOverdraft extends command(
  'gift-cards.settle-overdraft',
  {
    cardId: CardId,
    caseId: CaseId,
    settlementId: SettlementId,
    minor: PositiveMinor,
    how: SettledHow,
    /** Who is to give the money: the store that is charged, else `hub`. The value counts as sold there. */
    bearer: Outlet,
  },
  key,
) {}
