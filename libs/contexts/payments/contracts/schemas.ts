import { z } from 'zod';

// No control characters and no half of a surrogate pair: what is said must be storable as text everywhere.
const STORABLE = /^[^\p{Cc}\p{Cs}]+$/u;

/** Chosen by whoever asks for the payment, so that it can be voided before anybody knows whether it exists. */
export const PaymentId = z.string().max(80).regex(STORABLE);

/** The same id however its letters are written. */
export const PurchaseId = z.uuid().toLowerCase();

/** What the provider's page gave the customer's browser for a credit card; never the card's number. */
export const PaymentToken = z.string().max(200).regex(STORABLE);

/** The provider's name for an authorization. */
export const ProviderReference = z.string().max(200).regex(STORABLE);

/** A sentence from the provider or about it, for people. */
export const Explanation = z.string().max(500).regex(STORABLE);

/** What can be asked of a provider. */
export const ProviderRequest = z.enum(['authorize', 'capture', 'void']);
export type ProviderRequest = z.infer<typeof ProviderRequest>;

/** What a provider says for certain about an authorization. */
export const AuthorizationOutcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('approved'), reference: ProviderReference }),
  z.strictObject({ kind: z.literal('declined'), reason: Explanation }),
]);
export type AuthorizationOutcome = z.infer<typeof AuthorizationOutcome>;

/** What a provider says for certain about a capture. */
export const CaptureOutcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('captured') }),
  z.strictObject({ kind: z.literal('declined'), reason: Explanation }),
]);
export type CaptureOutcome = z.infer<typeof CaptureOutcome>;
