import type { AllowancesRecalled, AllowancesReclaimed, OverdraftConfirmed } from '../contracts/index.js';
import { type GiftCard, type StoreEvent, withStatus } from './gift-card.js';
import { type Allowances, withAllowance } from './ledger/allowances.js';
import { unblocked } from './ledger/blocks.js';
import { conflictTold } from './ledger/conflicts.js';
import { exposureEnded } from './ledger/exposures.js';
import type { StoreBooks } from './ledger/ledger.js';
import { followOverdraft, type OverdraftEvent } from './ledger/overdrafts.js';
import { overdraftTurned, policyAssigned } from './ledger/policies.js';
import { sold, told } from './ledger/value.js';
import { recordFacts } from './record-facts.js';

/** What a card is after something that stores have to do with. */
export function evolveAtStores(card: GiftCard, event: StoreEvent): GiftCard {
  switch (event.type) {
    case 'gift-cards.card-unblocked':
      return withStatus({ ...card, blocks: unblocked(card.blocks, event.data.blockIds, card.version) });
    case 'gift-cards.policy-assigned': {
      const { version, overdrafts } = card;
      const isOverdrawn = overdrafts.openId !== undefined;
      return { ...card, policies: policyAssigned(card.policies, event, { version, isOverdrawn }) };
    }
    case 'gift-cards.allowance-granted': {
      const { allowanceId: id, storeId, minor: leftMinor } = event.data;
      const granted = { id, storeId, leftMinor, grant: event, recalled: false, reclaimed: false };
      return { ...card, allowances: withAllowance(card.allowances, granted) };
    }
    case 'gift-cards.allowances-recalled':
      return { ...card, allowances: recalled(card.allowances, event) };
    case 'gift-cards.allowances-reclaimed':
      return { ...card, allowances: reclaimed(card.allowances, event) };
    case 'gift-cards.store-facts-recorded':
      return recordFacts(card, event.data);
    case 'gift-cards.conflict-found':
      return { ...card, conflicts: conflictTold(card.conflicts, event.data) };
    case 'gift-cards.exposure-ended': {
      const { storeId, minor } = event.data;
      const exposures = exposureEnded(card.books.exposures, storeId, minor);
      return { ...card, books: { ...card.books, exposures } };
    }
    case 'gift-cards.value-redeemed-across':
      return { ...card, value: told(card.value, event.data.moves) };
    case 'gift-cards.overdraft-confirmed': {
      const books = { ...card.books, uncovered: borne(card.books.uncovered, event) };
      return followed({ ...card, books }, event);
    }
    case 'gift-cards.overdraft-suspected':
    case 'gift-cards.overdraft-cured':
      return followed(card, event);
    case 'gift-cards.overdraft-settled': {
      const { minor, bearer } = event.data;
      const value = sold(card.value, bearer, minor);
      return followed({ ...card, balanceMinor: card.balanceMinor + minor, value }, event);
    }
  }
}

function followed(card: GiftCard, event: OverdraftEvent): GiftCard {
  const overdrafts = followOverdraft(card.overdrafts, event);
  const isOverdrawn = overdrafts.openId !== undefined;
  if (isOverdrawn === (card.overdrafts.openId !== undefined)) return { ...card, overdrafts };
  const policies = overdraftTurned(card.policies, { version: card.version, isOverdrawn });
  return { ...card, overdrafts, policies };
}

/** What bears a part of one overdraft does not bear it of another. */
const borne = (before: StoreBooks['uncovered'], { data: { shares } }: OverdraftConfirmed) =>
  shares.reduce((uncovered, { factId, minor }) => {
    const drawn = uncovered.get(factId);
    return drawn ? uncovered.with(factId, { ...drawn, minor: drawn.minor - minor }) : uncovered;
  }, before);

function recalled(before: Allowances, { data: { allowanceIds } }: AllowancesRecalled): Allowances {
  return allowanceIds.reduce((allowances, id) => {
    const allowance = allowances.all.get(id);
    return allowance ? withAllowance(allowances, { ...allowance, recalled: true }) : allowances;
  }, before);
}

function reclaimed(before: Allowances, { data }: AllowancesReclaimed): Allowances {
  return data.allowances.reduce((allowances, { allowanceId, minor }) => {
    const allowance = allowances.all.get(allowanceId);
    if (!allowance) return allowances;
    const leftMinor = allowance.leftMinor - minor;
    return withAllowance(allowances, { ...allowance, leftMinor, reclaimed: true });
  }, before);
}
