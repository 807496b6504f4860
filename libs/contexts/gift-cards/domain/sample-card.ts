import type { Currency, Money } from '#kernel';

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

// One card, in euros, and what can have happened to it: for specs.

export const cardId = '01980000-0000-7000-8000-00000000c001';
export const purchaseId = '01980000-0000-7000-8000-00000000b001';
export const holdId = `${purchaseId}:hold:1`;
export const loadId = '01980000-0000-7000-8000-00000000a001';
export const redemptionId = '01980000-0000-7000-8000-00000000d001';

export const euros = (minor: number): Money => ({ minor, currency: 'EUR' });
export const dollars = (minor: number): Money => ({ minor, currency: 'USD' });

export const issued = (currency: Currency = 'EUR') => new CardIssued({ cardId, currency });
export const activated = () => new CardActivated({ cardId });
export const loaded = (minor: number) => new CardLoaded({ cardId, loadId, amount: euros(minor) });
export const redeemed = (minor: number, requested = minor) =>
  new CardRedeemed({ cardId, redemptionId, amount: euros(minor), requested: euros(requested) });
export const held = (minor: number) => new HoldPlaced({ cardId, holdId, amount: euros(minor), purchaseId });
export const captured = (minor: number) =>
  new HoldCaptured({ cardId, holdId, amount: euros(minor), purchaseId });
export const released = (minor: number) =>
  new HoldReleased({ cardId, holdId, amount: euros(minor), purchaseId });
export const annulled = () => new HoldAnnulled({ cardId, holdId });
export const blocked = () => new CardBlocked({ cardId, reason: 'reported lost' });

/** Active, with this balance. */
export const cardWith = (minor: number) => [issued(), activated(), loaded(minor)];
