import { decider, when } from '#kernel';

import {
  ActivateCard,
  BlockCard,
  CaptureHold,
  CardActivated,
  CardBlocked,
  CardIssued,
  CardLoaded,
  CardRedeemed,
  HoldAnnulled,
  HoldCaptured,
  HoldPlaced,
  HoldReleased,
  IssueCard,
  LoadCard,
  PlaceHold,
  RedeemCard,
  ReleaseHold,
} from '../contracts/index.js';
import { evolve } from './evolve.js';
import { type GiftCard, unissued } from './gift-card.js';
import { captureHold, placeHold, releaseHold } from './hold.js';
import { activateCard, blockCard, issueCard } from './lifecycle.js';
import { loadCard } from './load.js';
import { redeemCard } from './redeem.js';

const nothingYet: GiftCard = unissued;

/** A gift card: its balance is what its events add up to. */
export const giftCard = decider('gift-cards.card', {
  initial: nothingYet,
  events: [
    CardIssued,
    CardActivated,
    CardLoaded,
    CardRedeemed,
    HoldPlaced,
    HoldCaptured,
    HoldReleased,
    HoldAnnulled,
    CardBlocked,
  ],
  evolve,
  decisions: [
    when(IssueCard, issueCard),
    when(ActivateCard, activateCard),
    when(LoadCard, loadCard),
    when(RedeemCard, redeemCard),
    when(PlaceHold, placeHold),
    when(CaptureHold, captureHold),
    when(ReleaseHold, releaseHold),
    when(BlockCard, blockCard),
  ],
});
