import type { Money } from '#kernel';
import type { AuthorizationOutcome, CaptureOutcome } from '../contracts/index.js';

export type VoidOutcome = { readonly kind: 'voided' } | { readonly kind: 'refused'; readonly reason: string };

/** What a provider can say for certain, by what it was asked. */
export interface Outcomes {
  readonly authorize: AuthorizationOutcome;
  readonly capture: CaptureOutcome;
  readonly void: VoidOutcome;
}

/** A request as the provider remembers it. */
export type ProviderOperation = {
  [What in keyof Outcomes]: { readonly what: What; readonly outcome: Outcomes[What] };
}[keyof Outcomes];

export const isOperation = <What extends keyof Outcomes>(
  operation: ProviderOperation,
  what: What,
): operation is ProviderOperation & { what: What; outcome: Outcomes[What] } => operation.what === what;

/**
 * Somebody outside who moves the customer's money. A provider applies each key once, and answers a repeated request as
 * it answered the first. An outcome is what it says for certain; whatever else happens is an error:
 * @throws ProviderUnavailable when the request cannot have reached it
 * @throws OutcomeUnknown when the request may have taken effect: no answer in time, a reset, a 5xx, an answer that
 * cannot be read
 * @throws RequestRejected when it says that the request itself is wrong; it has not taken effect and never will
 */
export interface PaymentProvider {
  /** Sets the amount aside. @param token stands for the customer's credit card */
  authorize(request: {
    readonly key: string;
    readonly amount: Money;
    readonly token: string;
  }): Promise<AuthorizationOutcome>;
  /** Collects the whole amount that was set aside. @param reference the authorization's */
  capture(request: { readonly key: string; readonly reference: string }): Promise<CaptureOutcome>;
  /** Lets go of what was set aside. @param reference the authorization's */
  void(request: { readonly key: string; readonly reference: string }): Promise<VoidOutcome>;
  /** @returns undefined when the provider has never seen the key, or has not got to it yet */
  findByKey(key: string): Promise<ProviderOperation | undefined>;
}

export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}

export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

export class RequestRejected extends Error {
  override readonly name = 'RequestRejected';
}
