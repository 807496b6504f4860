import { seals } from '#adapters/crypto';
import { keepRunning, startEmbeddedPostgres } from '#adapters/postgres/embedded';
import {
  Housekeeping,
  HttpHubLine,
  HttpNeighbour,
  type Identity,
  Neighbourhood,
  openPostgresStoreDatabase,
  type StoreDatabase,
  StoreNode,
  StoreNodeModule,
  Sync,
  Writer,
} from '#contexts/store-node';
import { ApiAdapter, ApiDocument, computer, NestLogger } from '#runtime';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { identify } from './enrol.js';
import { hubOf, openFolder, type StoreFolder, tillKeyIn } from './folder.js';
import { listen } from './listen.js';
import type { StoreOptions } from './options.js';

export interface RunningStore {
  readonly url: string;
  readonly tillKey: string;
  readonly name: string;
  readonly storeId: string;
  readonly hub: string;
  readonly currency: string;
  /** Answers what was asked, and ends everything that was started. */
  stop(): Promise<void>;
}

/** A store's own database is small: it shares a machine with tills. */
const POSTGRES_SETTINGS = { max_connections: 20, shared_buffers: '64MB', max_wal_size: '256MB' };

type Stop = () => Promise<unknown>;

/** @throws InvalidOptions, EmbeddedPostgresError */
export async function startStore(options: StoreOptions, logger: Logger): Promise<RunningStore> {
  const stops: Stop[] = [];
  const stop = async (): Promise<void> => {
    for (let next = stops.pop(); next; next = stops.pop()) {
      await next().catch((error: unknown) => logger.error({ err: error }, 'A part did not stop cleanly'));
    }
  };
  try {
    return { ...(await start(options, logger, stops)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: StoreOptions,
  logger: Logger,
  stops: Stop[],
): Promise<Omit<RunningStore, 'stop'>> {
  const folder = await openFolder(options);
  const hub = await hubOf(folder, options.hub);
  const database = await openDatabase(folder, logger, stops);
  const { signer } = folder;
  const identity = await identify(database, { options, hub, folder: folder.folder, signer });
  const writer = await Writer.open({ ...computer, seals, signer, database });
  stops.push(() => writer.close());
  const parts = { ...workParts(writer, database, logger) };
  const line = new HttpHubLine({ hub, storeId: identity.storeId, signer, seals, clock: computer.clock });
  const sync = new Sync({ ...parts, line });
  const neighbourhood = new Neighbourhood({ ...parts, neighbours: neighboursOf(options, identity, folder) });
  const housekeeping = new Housekeeping({ ...parts, isOnLine: () => sync.line.onLine });
  const tillKey = await tillKeyIn(folder, options.tillKey);
  const node = new StoreNode({ writer, sync, database, clock: computer.clock, hub });
  const app = await openDoors(StoreNodeModule.with({ node, neighbourhood, tillKey }), logger);
  for (const part of [sync, neighbourhood, housekeeping]) {
    part.start();
    stops.push(() => part.stop());
  }
  stops.push(() => app.close());
  const url = await listen(app, options);
  const { terms } = writer.committed.books;
  const { name, storeId } = identity;
  return { url, tillKey, name, storeId, hub, currency: terms.currency };
}

const workParts = (writer: Writer, database: StoreDatabase, logger: Logger) => ({
  writer,
  database,
  seals,
  clock: computer.clock,
  chance: computer.chance,
  onTrouble: (what: string, error: unknown) => logger.warn({ err: error }, what),
});

async function openDatabase(
  { postgres }: StoreFolder,
  logger: Logger,
  stops: Stop[],
): Promise<StoreDatabase> {
  const embedded = await startEmbeddedPostgres({ dataDir: postgres, settings: POSTGRES_SETTINGS });
  stops.push(() => embedded.stop());
  const database = await openPostgresStoreDatabase(embedded.url);
  const leave = keepRunning("The store's PostgreSQL", embedded, logger);
  stops.push(async () => {
    await Promise.all([database.close(), leave()]);
  });
  return database;
}

const neighboursOf = ({ neighbour }: StoreOptions, { storeId }: Identity, { signer }: StoreFolder) =>
  neighbour.map((hub) => new HttpNeighbour({ hub, storeId, signer, seals, clock: computer.clock }));

async function openDoors(module: ReturnType<typeof StoreNodeModule.with>, logger: Logger) {
  const app = await NestFactory.create<NestFastifyApplication>(module, new ApiAdapter(), {
    logger: new NestLogger(logger),
  });
  app.useSecurityHeaders({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: "'none'", baseUri: "'none'", formAction: "'none'", frameAncestors: "'none'" },
    },
    xFrameOptions: { action: 'deny' },
  });
  app.get(ApiDocument).describe(app, {
    title: 'Countersign store node',
    description: 'What tills ask of the node in their store. Amounts are in minor units.',
    bearerFormat: 'the till key, as the node printed it',
  });
  return app;
}
