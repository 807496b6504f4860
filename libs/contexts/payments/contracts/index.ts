export {
  AuthorizePayment,
  CapturePayment,
  RecordAuthorization,
  RecordCapture,
  RecordOutcomeUnknown,
  RecordVoid,
  VoidPayment,
} from './commands.js';
export {
  PaymentAuthorizationRequested,
  PaymentAuthorized,
  PaymentCaptureDeclined,
  PaymentCaptureRequested,
  PaymentCaptured,
  PaymentDeclined,
  PaymentOutcomeUnknown,
  PaymentVoided,
  PaymentVoidRequested,
} from './events.js';
export {
  PaymentIdTaken,
  PaymentNotAuthorized,
  PaymentRequestUnknown,
  PaymentTooLateToVoid,
  PaymentUnknown,
  PaymentWasVoided,
} from './refusals.js';
export {
  AuthorizationOutcome,
  CaptureOutcome,
  PaymentId,
  PaymentToken,
  ProviderReference,
  ProviderRequest,
} from './schemas.js';
