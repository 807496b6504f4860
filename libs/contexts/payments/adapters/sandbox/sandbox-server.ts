import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';

import { claimJournal } from './journal-claim.js';
import { SandboxBook } from './sandbox-book.js';
import { SandboxJournal } from './sandbox-journal.js';
import { SandboxControl, type SandboxMode, SandboxRequest } from './sandbox-protocol.js';
import { scriptFor } from './sandbox-tokens.js';

export interface PaymentSandboxOptions {
  /** 127.0.0.1 by default. */
  readonly host?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /**
   * Path of a file that keeps what was applied; without one it is forgotten with the process. One sandbox at a time
   * writes it: the next one waits 10 s for it to end.
   */
  readonly journal?: string;
}

export interface PaymentSandbox {
  readonly url: string;
  /** Cuts all connections, as a crash would. */
  close(): Promise<void>;
}

const BODY_BYTES_MAX = 16_384;
const KEEP_ALIVE_MS = 60_000;

/**
 * A payment provider to try things on: as capable of trouble as a real one, by the tokens that it is given.
 * @throws JournalInUse when another one writes the same journal
 */
export async function startPaymentSandbox(options: PaymentSandboxOptions = {}): Promise<PaymentSandbox> {
  if (options.journal === undefined) return open(options);
  const release = await claimJournal(options.journal);
  try {
    const { url, close } = await open(options, new SandboxJournal(options.journal));
    return { url, close: () => close().then(release) };
  } catch (error) {
    await release();
    throw error;
  }
}

async function open(
  { host = '127.0.0.1', port = 0 }: PaymentSandboxOptions,
  journal?: SandboxJournal,
): Promise<PaymentSandbox> {
  const book = new SandboxBook(journal?.entries ?? [], (entry) => journal?.append(entry));
  const desk = new SandboxDesk(book);
  const server = createServer((request, response) => {
    desk.serve(request, response).catch((error: unknown) => {
      if (!response.headersSent)
        answer(response, error instanceof Wrong ? error.status : 500, problem(error));
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const shutDown = async (): Promise<void> => {
    desk.close();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    journal?.close();
  };
  const url = await listen(server, host, port);
  let closed: Promise<void> | undefined;
  return { url, close: () => (closed ??= shutDown()) };
}

/** A request that the sandbox will not take, with its HTTP status. */
class Wrong extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Answers requests from the book, in the way that tokens and the control ask for. */
class SandboxDesk {
  private mode: SandboxMode = 'normal';
  private readonly atTheDoor: (() => void)[] = [];
  private readonly late = new Set<NodeJS.Timeout>();

  constructor(private readonly book: SandboxBook) {}

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    switch (`${request.method} ${url.pathname}`) {
      case 'POST /operations': {
        const asked = parse(SandboxRequest, await bodyOf(request));
        await this.passDoor();
        return this.operate(asked, response);
      }
      case 'GET /operations': {
        await this.passDoor();
        const operation = this.book.find(url.searchParams.get('key') ?? '');
        if (!operation) throw new Wrong(404, 'Nothing has been asked with this key');
        return answer(response, 200, operation);
      }
      case 'GET /ledger':
        return answer(response, 200, this.book.ledger());
      case 'POST /control':
        this.switchTo(parse(SandboxControl, await bodyOf(request)).mode);
        return answer(response, 200, { mode: this.mode });
      case 'GET /control':
        return answer(response, 200, { mode: this.mode });
      default:
        throw new Wrong(404, `There is no ${request.method} ${url.pathname}`);
    }
  }

  close(): void {
    for (const timer of this.late) clearTimeout(timer);
    this.late.clear();
  }

  private operate(asked: SandboxRequest, response: ServerResponse): void {
    const said = this.book.take(asked);
    switch (said.kind) {
      case 'conflict':
        throw new Wrong(409, 'The key was used for another request');
      case 'unknown-reference':
        throw new Wrong(404, 'There is no such authorization');
      case 'failed':
        throw new Wrong(500, 'The sandbox fails once, as it was asked to');
      case 'answered': {
        const script = asked.what === 'authorize' && said.fresh ? scriptFor(asked.token) : {};
        if (script.losesAnswer) response.socket?.destroy();
        else this.answerAfter(script.answersAfterMs ?? 0, () => answer(response, 200, said.operation));
      }
    }
  }

  private answerAfter(ms: number, say: () => void): void {
    if (ms === 0) return say();
    const timer = setTimeout(() => {
      this.late.delete(timer);
      say();
    }, ms);
    this.late.add(timer);
  }

  private async passDoor(): Promise<void> {
    if (this.mode === 'hang') await new Promise<void>((resolve) => this.atTheDoor.push(resolve));
  }

  private switchTo(mode: SandboxMode): void {
    this.mode = mode;
    if (mode === 'normal') for (const enter of this.atTheDoor.splice(0)) enter();
  }
}

async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sandbox has no TCP port');
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > BODY_BYTES_MAX) throw new Wrong(413, `The body is larger than ${BODY_BYTES_MAX} bytes`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Wrong(400, 'The body is not JSON');
  }
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new Wrong(400, z.prettifyError(parsed.error));
  return parsed.data;
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const problem = (error: unknown): { problem: string } => ({
  problem: error instanceof Error ? error.message : String(error),
});
