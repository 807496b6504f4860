import { randomUUID } from 'node:crypto';
import { z } from 'zod';

import type { AuthorizationOutcome, CaptureOutcome } from '../../contracts/index.js';
import type { VoidOutcome } from '../../ports/payment-provider.js';
import {
  type SandboxAuthorization,
  type SandboxLedger,
  SandboxOperation,
  SandboxRequest,
  type SandboxTotals,
} from './sandbox-protocol.js';
import { scriptFor } from './sandbox-tokens.js';

/** One line of the journal: what was applied, or that a key has failed once. */
export const BookEntry = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('applied'), request: SandboxRequest, operation: SandboxOperation }),
  z.strictObject({ kind: z.literal('failed'), key: z.string() }),
]);
export type BookEntry = z.infer<typeof BookEntry>;

type Applied = Extract<BookEntry, { kind: 'applied' }>;

/** What the book says to a request. */
export type BookAnswer =
  | { readonly kind: 'answered'; readonly operation: SandboxOperation; readonly fresh: boolean }
  | { readonly kind: 'conflict' | 'unknown-reference' | 'failed' };

/** Everything that the sandbox has ever applied, each key once. */
export class SandboxBook {
  private readonly applied = new Map<string, Applied>();
  private readonly failed = new Set<string>();
  private readonly authorizations = new Map<string, { listed: SandboxAuthorization; token: string }>();
  private readonly calls = new Map<string, number>();

  /** @param keep called with each new entry before it is answered */
  constructor(
    entries: Iterable<BookEntry>,
    private readonly keep: (entry: BookEntry) => void,
  ) {
    for (const entry of entries) this.enter(entry);
  }

  take(request: SandboxRequest): BookAnswer {
    this.calls.set(request.key, (this.calls.get(request.key) ?? 0) + 1);
    const before = this.applied.get(request.key);
    if (before) {
      const same = JSON.stringify(before.request) === JSON.stringify(request);
      return same ? { kind: 'answered', operation: before.operation, fresh: false } : { kind: 'conflict' };
    }
    if (this.failsNow(request)) {
      this.add({ kind: 'failed', key: request.key });
      return { kind: 'failed' };
    }
    const operation = this.decide(request);
    if (!operation) return { kind: 'unknown-reference' };
    this.add({ kind: 'applied', request, operation });
    return { kind: 'answered', operation, fresh: true };
  }

  find(key: string): SandboxOperation | undefined {
    return this.applied.get(key)?.operation;
  }

  ledger(): SandboxLedger {
    const totals: SandboxLedger['totals'] = {};
    const authorizations = [...this.authorizations.values()].map(({ listed }) => listed);
    for (const { amount, state } of authorizations) {
      const sum: SandboxTotals = totals[amount.currency] ?? { approved: 0, captured: 0, voided: 0, held: 0 };
      sum.approved += amount.minor;
      sum[state] += amount.minor;
      totals[amount.currency] = sum;
    }
    return { authorizations, totals, calls: Object.fromEntries(this.calls) };
  }

  private failsNow(request: SandboxRequest): boolean {
    return (
      request.what === 'authorize' &&
      scriptFor(request.token).failsOnce === true &&
      !this.failed.has(request.key)
    );
  }

  private decide(request: SandboxRequest): SandboxOperation | undefined {
    if (request.what === 'authorize') return { what: 'authorize', outcome: authorize(request.token) };
    const authorization = this.authorizations.get(request.reference);
    if (!authorization) return undefined;
    return request.what === 'capture'
      ? { what: 'capture', outcome: this.capture(authorization.listed, authorization.token) }
      : { what: 'void', outcome: release(authorization.listed) };
  }

  private capture({ state, reference }: SandboxAuthorization, token: string): CaptureOutcome {
    if (state !== 'held') return { kind: 'declined', reason: `The authorization is ${state}` };
    return scriptFor(token).declinesFirstCapture && !this.hasTriedToCapture(reference)
      ? { kind: 'declined', reason: 'The card was declined at capture' }
      : { kind: 'captured' };
  }

  private hasTriedToCapture(reference: string): boolean {
    return [...this.applied.values()].some(
      ({ request }) => request.what === 'capture' && request.reference === reference,
    );
  }

  private add(entry: BookEntry): void {
    this.keep(entry);
    this.enter(entry);
  }

  private enter(entry: BookEntry): void {
    if (entry.kind === 'failed') {
      this.failed.add(entry.key);
      return;
    }
    const { request, operation } = entry;
    this.applied.set(request.key, entry);
    if (request.what === 'authorize') {
      if (operation.outcome.kind !== 'approved') return;
      const { key, amount, token } = request;
      const { reference } = operation.outcome;
      this.authorizations.set(reference, { listed: { key, reference, amount, state: 'held' }, token });
      return;
    }
    const authorization = this.authorizations.get(request.reference);
    const state = operation.outcome.kind;
    if (!authorization || (state !== 'captured' && state !== 'voided')) return;
    authorization.listed = { ...authorization.listed, state };
  }
}

function authorize(token: string): AuthorizationOutcome {
  const { declines } = scriptFor(token);
  return declines === undefined
    ? { kind: 'approved', reference: `auth_${randomUUID()}` }
    : { kind: 'declined', reason: declines };
}

const release = ({ state }: SandboxAuthorization): VoidOutcome =>
  state === 'captured' ? { kind: 'refused', reason: 'The authorization is captured' } : { kind: 'voided' };
