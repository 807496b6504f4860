import type { Outcomes, PaymentProvider, ProviderOperation } from '#contexts/payments';
import type { Money } from '#kernel';

export interface Authorization {
  readonly reference: string;
  readonly key: string;
  readonly amount: Money;
  state: 'held' | 'captured' | 'voided';
  readonly captureKeys: string[];
  readonly expires: boolean;
}

type Requests = {
  [What in keyof Outcomes]: { readonly what: What } & Parameters<PaymentProvider[What]>[0];
}[keyof Outcomes];

/** A credit card of this token is declined. */
export const DECLINED_TOKEN = 'tok_declined';
/** What is set aside on a credit card of this token cannot be collected when it is asked for. */
export const EXPIRING_TOKEN = 'tok_expiring';

/** The provider itself, behind its network: it applies each key once, and records what it has done. */
export class PaymentDesk {
  readonly authorizations = new Map<string, Authorization>();
  /** Keys that came again with another request: which no honest client sends. */
  readonly misused: string[] = [];
  private readonly operations = new Map<
    string,
    { readonly operation: ProviderOperation; readonly asked: string }
  >();

  find(key: string): ProviderOperation | undefined {
    return this.operations.get(key)?.operation;
  }

  apply(request: Requests): ProviderOperation {
    const asked = JSON.stringify(request);
    const known = this.operations.get(request.key);
    if (known && known.asked !== asked) this.misused.push(request.key);
    if (known) return known.operation;
    const operation = this.act(request);
    this.operations.set(request.key, { operation, asked });
    return operation;
  }

  private act(request: Requests): ProviderOperation {
    switch (request.what) {
      case 'authorize':
        return { what: 'authorize', outcome: this.authorize(request) };
      case 'capture':
        return { what: 'capture', outcome: this.capture(request) };
      case 'void':
        return { what: 'void', outcome: this.void(request) };
    }
  }

  private authorize({ key, amount, token }: Extract<Requests, { what: 'authorize' }>): Outcomes['authorize'] {
    if (token === DECLINED_TOKEN) return { kind: 'declined', reason: 'the bank says no' };
    const reference = `auth_${this.authorizations.size + 1}`;
    this.authorizations.set(reference, {
      reference,
      key,
      amount,
      state: 'held',
      captureKeys: [],
      expires: token === EXPIRING_TOKEN,
    });
    return { kind: 'approved', reference };
  }

  private capture({ key, reference }: Extract<Requests, { what: 'capture' }>): Outcomes['capture'] {
    const authorization = this.authorizations.get(reference);
    if (authorization?.state !== 'held') return { kind: 'declined', reason: 'nothing is set aside' };
    if (authorization.expires) return { kind: 'declined', reason: 'the authorization has expired' };
    authorization.state = 'captured';
    authorization.captureKeys.push(key);
    return { kind: 'captured' };
  }

  private void({ reference }: Extract<Requests, { what: 'void' }>): Outcomes['void'] {
    const authorization = this.authorizations.get(reference);
    if (authorization?.state === 'captured') return { kind: 'refused', reason: 'it was captured' };
    if (authorization) authorization.state = 'voided';
    return { kind: 'voided' };
  }
}
