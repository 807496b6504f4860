import { createServer, type Server } from 'node:http';
import { testServersVariable } from './ask-test-servers.js';
import { announceRun, openGuard } from './guard.js';
import { startRabbit } from './rabbit/start-rabbit.js';
import { VhostPool } from './rabbit/vhost-pool.js';
import { startTestPostgres } from './test-postgres.js';

/** The servers that the spec files of one test run share. */
export interface TestServers {
  /** Starts them now instead of when first asked for. */
  startAll(): Promise<void>;
  close(): Promise<void>;
}

type Answer = (asked: string) => Promise<string>;

function say(what: string): void {
  process.stdout.write(`${what}\n`);
}

/** Made at the first call; `close` undoes it, if it was made. */
class Shared<Running extends { stop(): Promise<void> }> {
  #running: Promise<Running> | undefined;

  constructor(private readonly start: () => Promise<Running>) {}

  get(): Promise<Running> {
    this.#running ??= this.start();
    return this.#running;
  }

  async close(): Promise<void> {
    const running = await this.#running?.catch(() => undefined);
    await running?.stop();
  }
}

async function startSharedRabbit(): Promise<{ url: string; vhosts: VhostPool; stop(): Promise<void> }> {
  const rabbit = await startRabbit({ say });
  say(
    `RabbitMQ ${rabbit.version} runs for the tests on ${new URL(rabbit.url).host} (process ${rabbit.pid(1)})`,
  );
  return { url: rabbit.url, vhosts: new VhostPool(rabbit), stop: () => rabbit.stop() };
}

async function listen(answer: Answer): Promise<Server> {
  const server = createServer((request, response) => {
    // A connection that is kept may be closed, for its age, in the very moment in which a spec asks again.
    response.shouldKeepAlive = false;
    answer(`${request.method} ${request.url}`).then(
      (text) => response.end(text),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // An open door must not keep a run from ending.
  server.unref();
  return server;
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The test servers have no port');
  return `http://127.0.0.1:${address.port}/`;
}

/** Opens the door through which spec files, in whatever process they run, ask for the run's servers. */
export async function openTestServers(): Promise<TestServers> {
  const guard = await openGuard();
  await announceRun();
  const postgres = new Shared(async () => {
    const server = await startTestPostgres(guard);
    say(
      `PostgreSQL ${server.version} runs for the tests on 127.0.0.1:${server.port} (process ${server.pid})`,
    );
    return server;
  });
  const rabbit = new Shared(startSharedRabbit);
  const door = await listen(async (asked) => {
    if (asked === 'GET /postgres') return (await postgres.get()).url;
    if (asked === 'POST /vhosts') {
      const { url, vhosts } = await rabbit.get();
      return `${url}/${await vhosts.take()}`;
    }
    const discarded = /^DELETE \/vhosts\/([\w-]+)$/.exec(asked)?.[1];
    if (discarded === undefined) throw new Error(`The test servers know nothing of ${asked}`);
    (await rabbit.get()).vhosts.discard(discarded);
    return '';
  });
  process.env[testServersVariable] = addressOf(door);
  return {
    async startAll() {
      await Promise.all([postgres.get(), rabbit.get()]);
    },
    async close() {
      door.closeAllConnections();
      door.close();
      await Promise.all([postgres.close(), rabbit.close()]);
      await guard.close();
    },
  };
}
