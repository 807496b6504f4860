import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Dice } from '../../../apps/demo/plan/dice.js';
import type { Intent, Journal, Told } from './journal.js';

const Operation = z.object({
  id: z.string(),
  state: z.enum(['accepted', 'running', 'succeeded', 'failed', 'compensated']),
  key: z.string(),
  problem: z.object({ code: z.string() }).optional(),
});
type Operation = z.infer<typeof Operation>;

const Problem = z.object({ code: z.string(), operationId: z.string().optional() });

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** Nobody has given a final answer for longer than anybody waits. */
export class NeverTold extends Error {
  override readonly name = 'NeverTold';
}

export interface ClientOptions {
  readonly urls: readonly string[];
  readonly bearer: string;
  readonly journal: Journal;
  readonly dice: Dice;
  /** How long it tries, in milliseconds. */
  readonly patienceMs: number;
  /** Told why an attempt came to nothing: `503`, `ECONNRESET`. */
  onTrouble(what: string): void;
}

/** The hub was busy, or so starved that the request did not arrive in time. */
const NOT_NOW: readonly number[] = [408, 429];

const ATTEMPT_MS_MAX = 8_000;
const PAUSE_MS_MAX = 1_000;

/** A consumer of the API that asks again, with the same key, until it is told. */
export class Client {
  constructor(private readonly options: ClientOptions) {}

  /**
   * @param onTaken called as soon as the command is known to be taken; without it the hub is asked to wait for the end
   * @returns how it has ended
   * @throws NeverTold
   */
  async carryThrough(intent: Intent, onTaken?: (told: Told) => void): Promise<Told> {
    const { journal } = this.options;
    await journal.intends(intent);
    const first = await this.send(intent, onTaken === undefined);
    await journal.hears(first);
    if (first.state === 'missing' || first.state === 'rejected') return first;
    onTaken?.(first);
    if (first.state !== 'accepted') return first;
    const last = await this.endOf(first);
    await journal.hears(last);
    return last;
  }

  private async send({ key, path, body }: Intent, waits: boolean): Promise<Told> {
    const reply = await this.ask(path, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': key,
        ...(waits && { Prefer: 'wait=2' }),
      },
      body: JSON.stringify(body),
    });
    if (reply.status < 300) return told(key, Operation.parse(reply.body));
    const { code, operationId } = Problem.parse(reply.body);
    if (operationId === undefined) return { key, state: 'rejected', code };
    const answer = await this.ask(`/v1/operations/${operationId}`, {});
    if (answer.status === 404) return { key, state: 'missing', operationId };
    return told(key, Operation.parse(answer.body));
  }

  private async endOf({ key, operationId = '' }: Told): Promise<Told> {
    const giveUpAt = performance.now() + this.options.patienceMs;
    for (;;) {
      const reply = await this.ask(`/v1/operations/${operationId}`, { headers: { Prefer: 'wait=3' } });
      if (reply.status === 404) return { key, state: 'missing', operationId };
      const answer = told(key, Operation.parse(reply.body));
      if (answer.state !== 'accepted') return answer;
      if (performance.now() > giveUpAt) throw new NeverTold(`Operation ${operationId} (${key}) does not end`);
    }
  }

  /** Tries whatever hub it meets until one answers. */
  private async ask(path: string, init: RequestInit): Promise<Reply> {
    const { urls, bearer, dice, patienceMs, onTrouble } = this.options;
    const giveUpAt = performance.now() + patienceMs;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const response = await fetch(`${dice.pick(urls)}${path}`, {
          ...init,
          headers: { ...init.headers, Authorization: `Bearer ${bearer}` },
          signal: AbortSignal.timeout(ATTEMPT_MS_MAX),
        });
        const text = await response.text();
        if (response.status < 500 && !NOT_NOW.includes(response.status)) {
          return { status: response.status, body: JSON.parse(text) };
        }
        onTrouble(String(response.status));
      } catch (error) {
        onTrouble(nameOf(error));
      }
      if (performance.now() > giveUpAt) throw new NeverTold(`Nobody answers ${path}`);
      await pause(Math.min(PAUSE_MS_MAX, 50 * 2 ** attempt) * (0.5 + dice.next() / 2));
    }
  }
}

const told = (key: string, { id, state, key: subject, problem }: Operation): Told => ({
  key,
  state: state === 'running' ? 'accepted' : state,
  operationId: id,
  subject,
  ...(problem && { code: problem.code }),
});

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
}
