import type { MessageOf } from '#kernel';
import {
  AllowanceGranted,
  AllowancesRecalled,
  AllowancesReclaimed,
  CardUnblocked,
  ConflictFound,
  OverdraftConfirmed,
  OverdraftCured,
  OverdraftSettled,
  OverdraftSuspected,
  PolicyAssigned,
  StoreFactsRecorded,
} from '../contracts/index.js';
import type { CardWorth } from './card-worth.js';

export const storeEvents = [
  AllowanceGranted,
  AllowancesRecalled,
  AllowancesReclaimed,
  StoreFactsRecorded,
  ConflictFound,
  OverdraftSuspected,
  OverdraftConfirmed,
  OverdraftCured,
  OverdraftSettled,
  CardUnblocked,
  PolicyAssigned,
] as const;
export type StoreEvent = MessageOf<(typeof storeEvents)[number]>;

/** What stores do with a card, and what the hub does because of them. */
export function storeEffectOf(worth: CardWorth, event: StoreEvent): CardWorth {
  switch (event.type) {
    case 'gift-cards.allowance-granted':
      return { ...worth, setAsideMinor: worth.setAsideMinor + event.data.minor };
    case 'gift-cards.allowances-reclaimed': {
      const reclaimedMinor = event.data.allowances.reduce((sum, { minor }) => sum + minor, 0);
      return { ...worth, setAsideMinor: worth.setAsideMinor - reclaimedMinor };
    }
    case 'gift-cards.store-facts-recorded': {
      const { status, balanceMinor, heldMinor, setAsideMinor } = event.data.after;
      const known = status === 'unissued' ? worth.status : status;
      return { status: known, balanceMinor, heldMinor, setAsideMinor };
    }
    case 'gift-cards.card-unblocked':
      return { ...worth, status: event.data.status };
    case 'gift-cards.overdraft-settled':
      return { ...worth, balanceMinor: worth.balanceMinor + event.data.minor };
    default:
      return worth;
  }
}
