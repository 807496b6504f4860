export {
  SandboxPaymentProvider,
  type SandboxPaymentProviderOptions,
} from './adapters/sandbox/sandbox-payment-provider.js';
export {
  SandboxControl,
  SandboxLedger,
  SandboxOperation,
  SandboxRequest,
} from './adapters/sandbox/sandbox-protocol.js';
export {
  type PaymentSandbox,
  type PaymentSandboxOptions,
  startPaymentSandbox,
} from './adapters/sandbox/sandbox-server.js';
export { payments } from './payments.context.js';
export { PaymentsModule } from './payments.module.js';
export {
  OutcomeUnknown,
  type Outcomes,
  type PaymentProvider,
  type ProviderOperation,
  ProviderUnavailable,
  RequestRejected,
} from './ports/payment-provider.js';
export { type Delivery, PaymentProviderHandler } from './provider/payment-provider.handler.js';
export { payment } from './domain/payment.decider.js';
