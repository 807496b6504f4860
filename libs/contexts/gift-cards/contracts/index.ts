export {
  ActivateCard,
  BlockCard,
  CaptureHold,
  IssueCard,
  LoadCard,
  PlaceHold,
  RedeemCard,
  ReleaseHold,
} from './commands.js';
export {
  CardActivated,
  CardBlocked,
  CardIssued,
  CardLoaded,
  CardRedeemed,
  HoldAnnulled,
  HoldCaptured,
  HoldPlaced,
  HoldReleased,
} from './events.js';
export { BlockReason, CardId, HoldId } from './fields.js';
export {
  BalanceLimitExceeded,
  CardAlreadyIssued,
  CardIsBlocked,
  CardNotActive,
  CardUnknown,
  CurrencyMismatch,
  HoldEnded,
  HoldUnknown,
  HoldWasAnnulled,
  InsufficientBalance,
  RequestReused,
} from './refusals.js';
