import type { AuthorizationOutcome, CaptureOutcome } from '../../contracts/index.js';
import {
  isOperation,
  OutcomeUnknown,
  type Outcomes,
  type PaymentProvider,
  type ProviderOperation,
  ProviderUnavailable,
  RequestRejected,
  type VoidOutcome,
} from '../../ports/payment-provider.js';
import { SandboxOperation, SandboxProblem, type SandboxRequest } from './sandbox-protocol.js';

export interface SandboxPaymentProviderOptions {
  /** Where the sandbox listens, for instance `http://127.0.0.1:4010`. */
  readonly url: string;
  /** How long one request may take; 10,000 by default. */
  readonly timeoutMs?: number;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const TIMEOUT_MS = 10_000;
const ANSWER_BYTES_MAX = 65_536;
const NEVER_CONNECTED = new Set<unknown>([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** A client of the payment sandbox. */
export class SandboxPaymentProvider implements PaymentProvider {
  private readonly url: string;
  private readonly timeoutMs: number;

  constructor({ url, timeoutMs = TIMEOUT_MS }: SandboxPaymentProviderOptions) {
    this.url = url;
    this.timeoutMs = timeoutMs;
  }

  authorize(request: Parameters<PaymentProvider['authorize']>[0]): Promise<AuthorizationOutcome> {
    return this.post('authorize', { what: 'authorize', ...request });
  }

  capture(request: Parameters<PaymentProvider['capture']>[0]): Promise<CaptureOutcome> {
    return this.post('capture', { what: 'capture', ...request });
  }

  void(request: Parameters<PaymentProvider['void']>[0]): Promise<VoidOutcome> {
    return this.post('void', { what: 'void', ...request });
  }

  async findByKey(key: string): Promise<ProviderOperation | undefined> {
    const answer = await this.ask(`/operations?${new URLSearchParams({ key })}`, { method: 'GET' });
    return answer.status === 404 ? undefined : operationIn(answer);
  }

  private async post<What extends keyof Outcomes>(
    what: What,
    request: SandboxRequest,
  ): Promise<Outcomes[What]> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(request);
    const operation = operationIn(await this.ask('/operations', { method: 'POST', headers, body }));
    if (!isOperation(operation, what))
      throw new OutcomeUnknown(`The answer is about a ${operation.what}, not a ${what}`);
    return operation.outcome;
  }

  private async ask(path: string, init: RequestInit): Promise<Answer> {
    try {
      const signal = AbortSignal.timeout(this.timeoutMs);
      const response = await fetch(new URL(path, this.url), { ...init, signal });
      return { status: response.status, body: JSON.parse(await textOf(response)) };
    } catch (error) {
      throw this.failureOf(error);
    }
  }

  private failureOf(error: unknown): Error {
    if (fieldOf(error, 'name') === 'TimeoutError') {
      return new OutcomeUnknown(`The provider has not answered within ${this.timeoutMs} ms`);
    }
    const code = fieldOf(fieldOf(error, 'cause'), 'code');
    return code !== undefined && NEVER_CONNECTED.has(code)
      ? new ProviderUnavailable(`The provider cannot be reached: ${String(code)}`, { cause: error })
      : new OutcomeUnknown(`The provider's answer was lost: ${String(code ?? fieldOf(error, 'message'))}`, {
          cause: error,
        });
  }
}

/** @throws RequestRejected, ProviderUnavailable or OutcomeUnknown when the answer holds no operation */
function operationIn({ status, body }: Answer): SandboxOperation {
  const parsed = SandboxOperation.safeParse(body);
  if (status === 200 && parsed.success) return parsed.data;
  const text = SandboxProblem.safeParse(body).data?.problem ?? 'an answer that cannot be read';
  if (status === 429) throw new ProviderUnavailable(`The provider takes no more requests for now: ${text}`);
  if (status >= 400 && status < 500 && status !== 408) throw new RequestRejected(text);
  throw new OutcomeUnknown(`The provider answered ${status}: ${text}`);
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_BYTES_MAX) throw new Error(`the answer is larger than ${ANSWER_BYTES_MAX} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

const fieldOf = (value: unknown, field: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;
