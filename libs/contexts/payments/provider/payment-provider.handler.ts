import type { DataOf, Message } from '#kernel';
import {
  type AuthorizationOutcome,
  type PaymentAuthorizationRequested,
  type PaymentCaptureRequested,
  type PaymentVoidRequested,
  type ProviderRequest,
  RecordAuthorization,
  RecordCapture,
  RecordOutcomeUnknown,
  RecordVoid,
} from '../contracts/index.js';
import {
  isOperation,
  type Outcomes,
  OutcomeUnknown,
  type PaymentProvider,
  ProviderUnavailable,
} from '../ports/payment-provider.js';
import { authorizationKey, captureKey, voidKey } from './operation-keys.js';

/** One attempt to handle an event. */
export interface Delivery {
  /** How many attempts came before this one. */
  readonly attempts: number;
  /** Sends a command in the transaction that ends this attempt. */
  send(command: Message<'command'>): void;
  /** The event stays, and comes again. */
  retryIn(ms: number, why: string): void;
}

interface Attempt<What extends ProviderRequest> {
  readonly what: What;
  readonly paymentId: string;
  readonly key: string;
  readonly delivery: Delivery;
}

const FIRST_PAUSE_MS = 1_000;
const PAUSE_MS_MAX = 60_000;
const DETAIL_LENGTH_MAX = 500;

/**
 * Carries what was requested to the provider, and what the provider says back. It goes on until the outcome is known
 * for certain; the requests of one payment come one after another, so a void follows only upon a resolved authorization.
 */
export class PaymentProviderHandler {
  constructor(private readonly provider: PaymentProvider) {}

  async authorize(data: DataOf<typeof PaymentAuthorizationRequested>, delivery: Delivery): Promise<void> {
    const { paymentId, amount, paymentToken: token } = data;
    const key = authorizationKey(paymentId);
    const outcome = await this.resolve({ what: 'authorize', paymentId, key, delivery }, () =>
      this.provider.authorize({ key, amount, token }),
    );
    if (outcome) delivery.send(new RecordAuthorization({ paymentId, outcome }));
  }

  async capture(data: DataOf<typeof PaymentCaptureRequested>, delivery: Delivery): Promise<void> {
    const { paymentId, reference, attempt } = data;
    const key = captureKey(paymentId, attempt);
    const outcome = await this.resolve({ what: 'capture', paymentId, key, delivery }, () =>
      this.provider.capture({ key, reference }),
    );
    if (outcome) delivery.send(new RecordCapture({ paymentId, outcome }));
  }

  /** @throws Error when the provider refuses to let go: only a person can help then. */
  async void(data: DataOf<typeof PaymentVoidRequested>, delivery: Delivery): Promise<void> {
    const { paymentId } = data;
    const key = voidKey(paymentId);
    const outcome = await this.resolve({ what: 'void', paymentId, key, delivery }, async () => {
      const reference = data.reference ?? (await this.referenceOf(paymentId));
      return reference === undefined ? NOTHING_SET_ASIDE : this.provider.void({ key, reference });
    });
    if (outcome?.kind === 'refused') throw new Error(`The provider refuses to void: ${outcome.reason}`);
    if (outcome) delivery.send(new RecordVoid({ paymentId }));
  }

  /** What became of the request, once that is certain; until then a note for the saga, and another attempt. */
  private async resolve<What extends ProviderRequest>(
    attempt: Attempt<What>,
    request: () => Promise<Outcomes[What]>,
  ): Promise<Outcomes[What] | undefined> {
    const { what, paymentId, key, delivery } = attempt;
    try {
      // An attempt before this one may have taken effect without anybody hearing of it.
      const adopted = delivery.attempts > 0 ? await this.find(what, key) : undefined;
      return adopted ?? (await this.requestOrAsk(attempt, request));
    } catch (error) {
      if (!(error instanceof OutcomeUnknown || error instanceof ProviderUnavailable)) throw error;
      const detail = storable(error.message);
      if (delivery.attempts === 0) delivery.send(new RecordOutcomeUnknown({ paymentId, what, detail }));
      delivery.retryIn(pauseMsAfter(delivery.attempts), detail);
      return undefined;
    }
  }

  private async requestOrAsk<What extends ProviderRequest>(
    { what, key }: Attempt<What>,
    request: () => Promise<Outcomes[What]>,
  ): Promise<Outcomes[What]> {
    try {
      return await request();
    } catch (error) {
      const found = error instanceof OutcomeUnknown ? await this.find(what, key) : undefined;
      if (found) return found;
      throw error;
    }
  }

  private async find<What extends ProviderRequest>(
    what: What,
    key: string,
  ): Promise<Outcomes[What] | undefined> {
    const operation = await this.provider.findByKey(key);
    return operation && isOperation(operation, what) ? operation.outcome : undefined;
  }

  private async referenceOf(paymentId: string): Promise<string | undefined> {
    const authorization: AuthorizationOutcome | undefined = await this.find(
      'authorize',
      authorizationKey(paymentId),
    );
    return authorization?.kind === 'approved' ? authorization.reference : undefined;
  }
}

const NOTHING_SET_ASIDE = { kind: 'voided' } as const;

const pauseMsAfter = (attempts: number): number => Math.min(FIRST_PAUSE_MS * 2 ** attempts, PAUSE_MS_MAX);

const storable = (text: string): string =>
  text.slice(0, DETAIL_LENGTH_MAX).replace(/[\p{Cc}\p{Cs}]+/gu, ' ') || 'no reason given';
