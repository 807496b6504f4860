import { z } from 'zod';
import { gzipSync } from 'node:zlib';
import { LineDown, LineRefused } from '../../ports/hub-line.js';

export interface HubCall {
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly path: string;
  readonly body?: object;
  readonly authorization?: string;
  readonly withinMs: number;
  readonly signal?: AbortSignal;
}

const Problem = z.object({ code: z.string(), detail: z.string().default('') });

/** Smaller bodies grow when they are compressed. */
const COMPRESSED_FROM_BYTES = 1_000;
/** It may be otherwise later, or is about this moment only. */
const PASSING = new Set([408, 425, 429]);

/**
 * Calls the hub, and reads its answer by a schema.
 * @throws LineDown when there is no answer that makes sense; LineRefused when the hub says no
 */
export async function callHub<T>(hub: string, call: HubCall, answer: z.ZodType<T>): Promise<T> {
  const response = await send(hub, call);
  const text = await response.text().catch((error: unknown) => {
    throw new LineDown(`The hub's answer broke off: ${String(error)}`, { cause: error });
  });
  const said = parsed(text);
  if (response.ok) {
    const understood = answer.safeParse(said);
    if (understood.success) return understood.data;
    throw new LineDown(
      `The hub answered ${call.path} with something else: ${z.prettifyError(understood.error)}`,
    );
  }
  const problem = Problem.safeParse(said);
  if (!problem.success || response.status >= 500 || PASSING.has(response.status))
    throw new LineDown(`The hub answered ${call.path} with ${response.status}`);
  throw new LineRefused(problem.data.code, problem.data.detail);
}

async function send(hub: string, call: HubCall): Promise<Response> {
  const { method, path, body, authorization, withinMs, signal } = call;
  const timeout = AbortSignal.timeout(withinMs);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const isCompressed = text !== undefined && text.length >= COMPRESSED_FROM_BYTES;
  try {
    return await fetch(new URL(path, hub), {
      method,
      redirect: 'error',
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
      headers: {
        Accept: 'application/json',
        ...(authorization !== undefined && { Authorization: authorization }),
        ...(text !== undefined && { 'Content-Type': 'application/json' }),
        ...(isCompressed && { 'Content-Encoding': 'gzip' }),
      },
      ...(text !== undefined && { body: isCompressed ? gzipSync(text) : text }),
    });
  } catch (error) {
    throw new LineDown(`The hub at ${hub} cannot be reached: ${causeOf(error)}`, { cause: error });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const causeOf = (error: unknown): string =>
  error instanceof Error ? String(error.cause ?? error.message) : String(error);
