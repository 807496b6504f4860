import { createHash, randomBytes, randomUUID } from 'node:crypto';

/** What an operation's document says. */
export interface OperationDocument {
  readonly id: string;
  readonly state: string;
  readonly key: string;
  readonly problem?: { readonly code: string; readonly detail: string };
}

export interface ApiAnswer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

export interface SendOptions {
  readonly idempotencyKey?: string;
  readonly waitSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A consumer of the public API, and nothing else. */
export class ApiClient {
  constructor(
    private readonly url: string,
    private readonly bearer: string,
  ) {}

  /** The same consumer, by another way. */
  at(url: string): ApiClient {
    return new ApiClient(url, this.bearer);
  }

  async get<Body = Record<string, unknown>>(
    path: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ApiAnswer<Body>> {
    return this.exchange<Body>('GET', path, undefined, headers);
  }

  async post<Body = OperationDocument>(
    path: string,
    body: unknown,
    options: SendOptions = {},
  ): Promise<ApiAnswer<Body>> {
    return this.exchange<Body>('POST', path, JSON.stringify(body), {
      'Content-Type': 'application/json',
      'Idempotency-Key': options.idempotencyKey ?? randomUUID(),
      ...(options.waitSeconds !== undefined && { Prefer: `wait=${options.waitSeconds}` }),
      ...options.headers,
    });
  }

  /** The headers that make a request this consumer's. */
  credentials(): Record<string, string> {
    return { Authorization: `Bearer ${this.bearer}` };
  }

  private async exchange<Body>(
    method: string,
    path: string,
    body: string | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<ApiAnswer<Body>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...this.credentials(), ...headers },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  }
}

/** An API key, and the configuration that makes a hub accept it. */
export function testKey(principal: string, scopes: readonly string[]) {
  const id = `test-${randomBytes(4).toString('hex')}`;
  const secret = randomBytes(32).toString('hex');
  const secretHash = createHash('sha256').update(secret).digest('hex');
  return { bearer: `csk_${id}_${secret}`, apiKey: { id, secretHash, principal, scopes: [...scopes] } };
}
