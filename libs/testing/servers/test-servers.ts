import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { EmbeddedPostgres } from '#adapters/postgres/embedded';
import { testServersVariable } from './ask-test-servers.js';
import { openGuard } from './guard.js';
import { startTestPostgres } from './test-postgres.js';

/** The servers that the spec files of one test run share. */
export interface TestServers {
  /** Starts them now instead of when first asked for. */
  startAll(): Promise<void>;
  close(): Promise<void>;
}

type Answer = (request: IncomingMessage) => Promise<string>;

function once<T>(make: () => Promise<T>): { (): Promise<T>; readonly made: () => Promise<T> | undefined } {
  let made: Promise<T> | undefined;
  return Object.assign(() => (made ??= make()), { made: () => made });
}

async function listen(answer: Answer): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request).then(
      (text) => response.end(text),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return server;
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The test servers have no port');
  return `http://127.0.0.1:${address.port}/`;
}

function say(what: string): void {
  process.stdout.write(`${what}\n`);
}

/** Opens the door through which spec files, in whatever process they run, ask for the run's servers. */
export async function openTestServers(): Promise<TestServers> {
  const guard = openGuard();
  const postgres = once(async (): Promise<EmbeddedPostgres> => {
    const server = await startTestPostgres(guard);
    say(
      `PostgreSQL ${server.version} runs for the tests on 127.0.0.1:${server.port} (process ${server.pid})`,
    );
    return server;
  });
  const server = await listen(async (request) => {
    if (request.url === '/postgres') return (await postgres()).url;
    throw new Error(`The test servers know nothing of ${request.method} ${request.url}`);
  });
  process.env[testServersVariable] = addressOf(server);
  return {
    async startAll() {
      await postgres();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await (await postgres.made()?.catch(() => undefined))?.stop();
      await guard.close();
    },
  };
}
