import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';

import { Operation, Problem } from './answers.js';
import { operationPath } from './paths.js';
import { isTransient, lineTrouble, pauseMsBefore, Tally } from './patience.js';

/** What the hub made of a command: an operation; or, when there is none, the code of the problem. */
export interface Outcome {
  readonly operation?: Operation;
  readonly code?: string;
  /** Lets a later query see at least what this command has done. */
  readonly token?: string;
}

interface Asking {
  readonly waitSeconds?: number;
  readonly token?: string;
}

interface Sending {
  /** Empty sends none. */
  readonly idempotencyKey: string;
  readonly waitSeconds?: number;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly token?: string;
}

/** The API has answered in a way that nobody should ever see. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
}

/** No answer but transient ones for as long as we have patience. */
export class HubGone extends Error {
  override readonly name = 'HubGone';
}

/** How much longer than it was asked to wait an answer may take. */
const ANSWER_MS_MAX = 15_000;

/** A consumer of the public API that does not give up: what is transient is sent again, with the same key. */
export class HubApi {
  readonly interruptions = new Tally();

  constructor(
    readonly url: string,
    private readonly bearer: string,
    private readonly patienceMs: number,
  ) {}

  /** @throws UnexpectedAnswer, HubGone */
  async get<T>(path: string, schema: z.ZodType<T>, { waitSeconds = 0, token }: Asking = {}): Promise<T> {
    const headers = { ...prefer(waitSeconds), ...(token !== undefined && { 'Consistency-Token': token }) };
    const { status, body } = await this.exchange(path, { headers }, waitSeconds);
    if (status === 200) return parsed(schema, body, path);
    const { code, detail } = parsed(Problem, body, path);
    throw new UnexpectedAnswer(`GET ${path} was answered ${status} ${code}: ${detail}`);
  }

  /** Sends a command. @throws UnexpectedAnswer, HubGone */
  async command(path: string, body: unknown, sending: Sending): Promise<Outcome> {
    const reply = await this.post(path, body, sending);
    const token = reply.token === undefined ? {} : { token: reply.token };
    if (reply.status < 300) return { operation: parsed(Operation, reply.body, path), ...token };
    const { code, operationId } = parsed(Problem, reply.body, path);
    if (operationId === undefined) return { code };
    // The problem of an operation does not say what it was about; the operation does.
    const operation = await this.get(operationPath(operationId), Operation);
    return { operation, code, ...token };
  }

  /** @returns the problem's code, when it is not taken. @throws UnexpectedAnswer, HubGone */
  async tell(path: string, body: unknown, sending: Sending): Promise<string | undefined> {
    const reply = await this.post(path, body, sending);
    return reply.status < 300 ? undefined : parsed(Problem, reply.body, path).code;
  }

  private post(path: string, body: unknown, { idempotencyKey, waitSeconds = 0 }: Sending): Promise<Reply> {
    const headers = {
      'Content-Type': 'application/json',
      ...(idempotencyKey !== '' && { 'Idempotency-Key': idempotencyKey }),
      ...prefer(waitSeconds),
    };
    return this.exchange(path, { method: 'POST', headers, body: JSON.stringify(body) }, waitSeconds);
  }

  private async exchange(path: string, init: RequestInit, waitSeconds: number): Promise<Reply> {
    const giveUpAt = performance.now() + this.patienceMs;
    for (let attempt = 1; ; attempt += 1) {
      const { reply, trouble, retryAfter } = await this.attempt(path, init, waitSeconds);
      if (reply) return reply;
      this.interruptions.add(trouble);
      if (performance.now() > giveUpAt) {
        throw new HubGone(`${path} was not answered for ${this.patienceMs / 1_000} s; last: ${trouble}`);
      }
      await pause(pauseMsBefore(attempt, retryAfter, Math.random()));
    }
  }

  private async attempt(path: string, init: RequestInit, waitSeconds: number) {
    try {
      const response = await fetch(this.url + path, {
        ...init,
        headers: { ...init.headers, Authorization: `Bearer ${this.bearer}` },
        signal: AbortSignal.timeout(waitSeconds * 1_000 + ANSWER_MS_MAX),
      });
      const reply = await replyOf(response);
      if (!isTransient(reply.status)) return { reply, trouble: '', retryAfter: null };
      const { code = '' } = Problem.safeParse(reply.body).data ?? {};
      return { trouble: `${reply.status} ${code}`.trim(), retryAfter: response.headers.get('retry-after') };
    } catch (error) {
      if (error instanceof UnexpectedAnswer) throw error;
      return { trouble: lineTrouble(error), retryAfter: null };
    }
  }
}

const prefer = (waitSeconds: number) => (waitSeconds > 0 ? { Prefer: `wait=${waitSeconds}` } : {});

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  const token = response.headers.get('consistency-token');
  return { status: response.status, body: json(text, response), ...(token !== null && { token }) };
}

function json(text: string, { status, url }: Response): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy that speaks for a hub that is away may say it in other words.
    if (isTransient(status)) return undefined;
    throw new UnexpectedAnswer(`${url} was answered ${status} with what is no JSON: ${text.slice(0, 200)}`);
  }
}

function parsed<T>(schema: z.ZodType<T>, body: unknown, path: string): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new UnexpectedAnswer(`${path} was answered with ${JSON.stringify(body)}: ${result.error.message}`);
}
