import { type Currency, Remembered } from '#kernel';
import type {
  AllowanceGranted,
  AllowancesRecalled,
  AllowancesReclaimed,
  CardActivated,
  CardBlocked,
  CardIssued,
  CardLoaded,
  CardRedeemed,
  CardUnblocked,
  ConflictFound,
  ExposureEnded,
  HoldAnnulled,
  HoldCaptured,
  HoldPlaced,
  HoldReleased,
  PolicyAssigned,
  StoreFactsRecorded,
  ValueRedeemedAcross,
} from '../contracts/index.js';
import { emptyLedger, type Ledger } from './ledger/ledger.js';
import type { OverdraftEvent } from './ledger/overdrafts.js';

export type CardEvent =
  | CardIssued
  | CardActivated
  | CardLoaded
  | CardRedeemed
  | HoldPlaced
  | HoldCaptured
  | HoldReleased
  | HoldAnnulled
  | CardBlocked
  | StoreEvent;

/** What happens to a card because of stores. */
export type StoreEvent =
  | CardUnblocked
  | PolicyAssigned
  | AllowanceGranted
  | AllowancesRecalled
  | AllowancesReclaimed
  | StoreFactsRecorded
  | ConflictFound
  | ExposureEnded
  | ValueRedeemedAcross
  | OverdraftEvent;

/** A hold, and the event that made it what it is. */
export type Hold =
  | { readonly standing: 'live'; readonly event: HoldPlaced }
  | { readonly standing: 'captured'; readonly event: HoldCaptured }
  | { readonly standing: 'released'; readonly event: HoldReleased }
  | { readonly standing: 'annulled'; readonly event: HoldAnnulled };

/**
 * The requests that were done, each once. Nothing is ever forgotten: nobody knows how late a request comes again, and
 * one that was forgotten would move money twice.
 */
interface Requests {
  readonly loads: Remembered<CardLoaded>;
  readonly redemptions: Remembered<CardRedeemed>;
  readonly holds: Remembered<Hold>;
}

/** There is no such card; but holds on it may have been annulled, and stores may have told of it. */
export interface Unissued extends Requests, Ledger {
  readonly status: 'unissued';
}

interface Known extends Requests, Ledger {
  readonly currency: Currency;
}

export interface Issued extends Known {
  readonly status: 'issued';
}

/** The only card that can be loaded and drawn on. */
export interface Active extends Known {
  readonly status: 'active';
}

/** Has funds, but only for the holds that were placed before. It may be one that was never activated. */
export interface Blocked extends Known {
  readonly status: 'blocked';
}

export type GiftCard = Unissued | Issued | Active | Blocked;

export const unissued: Unissued = {
  ...emptyLedger,
  status: 'unissued',
  loads: Remembered.nothing(),
  redemptions: Remembered.nothing(),
  holds: Remembered.nothing(),
};

/** The status follows from what is known: whether the card was issued and activated, and what blocks it. */
export function withStatus(card: GiftCard): GiftCard {
  if (card.status === 'unissued') return card;
  if (card.blocks.live.length > 0) return { ...card, status: 'blocked' };
  return { ...card, status: card.isActivated ? 'active' : 'issued' };
}
