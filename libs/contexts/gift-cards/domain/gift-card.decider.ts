import { decider, when } from '#kernel';

import {
  ActivateCard,
  AllowanceGranted,
  AllowancesRecalled,
  AllowancesReclaimed,
  AssignPolicy,
  BlockCard,
  CaptureHold,
  CardActivated,
  CardBlocked,
  CardIssued,
  CardLoaded,
  CardRedeemed,
  CardUnblocked,
  ConfirmOverdraft,
  ConflictFound,
  ExposureEnded,
  GrantAllowance,
  HoldAnnulled,
  HoldCaptured,
  HoldPlaced,
  HoldReleased,
  IssueCard,
  LoadCard,
  OverdraftConfirmed,
  OverdraftCured,
  OverdraftSettled,
  OverdraftSuspected,
  PlaceHold,
  PolicyAssigned,
  RecallAllowances,
  ReclaimAllowances,
  RecordStoreFacts,
  RedeemCard,
  ReleaseHold,
  SettleOverdraft,
  StoreFactsRecorded,
  UnblockCard,
  ValueRedeemedAcross,
} from '../contracts/index.js';
import { grantAllowance, recallAllowances, reclaimAllowances } from './allowance.js';
import { withConsequences } from './consequences.js';
import { evolve } from './evolve.js';
import { type GiftCard, unissued } from './gift-card.js';
import { captureHold, placeHold, releaseHold } from './hold.js';
import { activateCard, blockCard, issueCard, unblockCard } from './lifecycle.js';
import { loadCard } from './load.js';
import { confirmOverdraft, settleOverdraft } from './overdraft.js';
import { assignPolicy } from './policy.js';
import { recordStoreFacts } from './record-store-facts.js';
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
    CardUnblocked,
    PolicyAssigned,
    AllowanceGranted,
    AllowancesRecalled,
    AllowancesReclaimed,
    StoreFactsRecorded,
    ConflictFound,
    ValueRedeemedAcross,
    ExposureEnded,
    OverdraftSuspected,
    OverdraftConfirmed,
    OverdraftCured,
    OverdraftSettled,
  ],
  evolve,
  decisions: [
    when(IssueCard, withConsequences(issueCard)),
    when(ActivateCard, activateCard),
    when(LoadCard, withConsequences(loadCard)),
    when(RedeemCard, withConsequences(redeemCard)),
    when(PlaceHold, withConsequences(placeHold)),
    when(CaptureHold, withConsequences(captureHold)),
    when(ReleaseHold, withConsequences(releaseHold)),
    when(BlockCard, withConsequences(blockCard)),
    when(UnblockCard, unblockCard),
    when(AssignPolicy, assignPolicy),
    when(GrantAllowance, grantAllowance),
    when(RecallAllowances, recallAllowances),
    when(ReclaimAllowances, withConsequences(reclaimAllowances)),
    when(RecordStoreFacts, withConsequences(recordStoreFacts)),
    when(ConfirmOverdraft, withConsequences(confirmOverdraft)),
    when(SettleOverdraft, withConsequences(settleOverdraft)),
  ],
});
