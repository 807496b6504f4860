import { z } from 'zod';

import { Currency, Money } from '#kernel';
import {
  AuthorizationOutcome,
  CaptureOutcome,
  PaymentToken,
  ProviderReference,
} from '../../contracts/index.js';

const Key = z.string().min(1).max(200);

/** What a client asks for: the body of `POST /operations`. */
export const SandboxRequest = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('authorize'), key: Key, amount: Money, token: PaymentToken }),
  z.strictObject({ what: z.literal('capture'), key: Key, reference: ProviderReference }),
  z.strictObject({ what: z.literal('void'), key: Key, reference: ProviderReference }),
]);
export type SandboxRequest = z.infer<typeof SandboxRequest>;

const VoidOutcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('voided') }),
  z.strictObject({ kind: z.literal('refused'), reason: z.string() }),
]);

/** What became of it: the answer to `POST /operations`, and to `GET /operations?key=` ever after. */
export const SandboxOperation = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('authorize'), outcome: AuthorizationOutcome }),
  z.strictObject({ what: z.literal('capture'), outcome: CaptureOutcome }),
  z.strictObject({ what: z.literal('void'), outcome: VoidOutcome }),
]);
export type SandboxOperation = z.infer<typeof SandboxOperation>;

/** The body of every answer that is not a success. */
export const SandboxProblem = z.strictObject({ problem: z.string() });

/** `hang`: requests wait at the door, not yet applied, until the sandbox is told `normal`. */
export const SandboxMode = z.enum(['normal', 'hang']);
export type SandboxMode = z.infer<typeof SandboxMode>;

/** The body of `POST /control`, and its answer. */
export const SandboxControl = z.strictObject({ mode: SandboxMode });

const Minor = z.int().nonnegative();

/** What was approved is captured, voided or still held; in minor units. */
const SandboxTotals = z.strictObject({ approved: Minor, captured: Minor, voided: Minor, held: Minor });
export type SandboxTotals = z.infer<typeof SandboxTotals>;

export const SandboxAuthorization = z.strictObject({
  key: Key,
  reference: ProviderReference,
  amount: Money,
  state: z.enum(['held', 'captured', 'voided']),
});
export type SandboxAuthorization = z.infer<typeof SandboxAuthorization>;

/** The answer to `GET /ledger`. */
export const SandboxLedger = z.strictObject({
  authorizations: z.array(SandboxAuthorization),
  totals: z.partialRecord(Currency, SandboxTotals),
  /** How often each key was asked for; it was applied once at most. */
  calls: z.record(z.string(), z.int().positive()),
});
export type SandboxLedger = z.infer<typeof SandboxLedger>;
