import { type Currency, Remembered } from '#kernel';

import type {
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

export type CardEvent =
  | CardIssued
  | CardActivated
  | CardLoaded
  | CardRedeemed
  | HoldPlaced
  | HoldCaptured
  | HoldReleased
  | HoldAnnulled
  | CardBlocked;

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

/** In minor units: what came in less what went out, and the part of it that live holds set aside. */
interface Funds {
  readonly currency: Currency;
  readonly balanceMinor: number;
  readonly heldMinor: number;
}

/** There is no such card; but holds on it may have been annulled. */
export interface Unissued extends Requests {
  readonly status: 'unissued';
}

export interface Issued extends Requests {
  readonly status: 'issued';
  readonly currency: Currency;
}

/** The only card that can be loaded and drawn on. */
export interface Active extends Requests, Funds {
  readonly status: 'active';
}

/** Has funds, but only for the holds that were placed before. */
export interface Blocked extends Requests, Funds {
  readonly status: 'blocked';
  readonly event: CardBlocked;
}

export type GiftCard = Unissued | Issued | Active | Blocked;

export const unissued: Unissued = {
  status: 'unissued',
  loads: Remembered.nothing(),
  redemptions: Remembered.nothing(),
  holds: Remembered.nothing(),
};

export const availableMinor = ({ balanceMinor, heldMinor }: Funds): number => balanceMinor - heldMinor;
