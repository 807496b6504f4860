import {
  ApiAdapter,
  BusStrategy,
  computer,
  configureHttp,
  Engine,
  Metrics,
  NestLogger,
  OperationReader,
  PostOffice,
  Routes,
  troubleLog,
} from '#runtime';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { HubConfig } from './config.js';
import { developmentKey } from './development-key.js';
import { contexts, HubModule } from './hub.module.js';
import { listen } from './listen.js';
import { chooseTransport, dataFolder, startDatabase, startPaymentProvider } from './parts.js';
import { Teardown } from './teardown.js';

export interface RunningHub {
  /** Where the API listens; missing in a process that only works. */
  readonly url?: string;
  /** The development key, where no keys are configured. */
  readonly bearer?: string;
  /** Finishes what is under way and ends everything that was started. */
  stop(): Promise<void>;
}

/** Composes the hub from its parts and starts it, in the roles that the configuration names. */
export async function startHub(config: HubConfig, logger: Logger): Promise<RunningHub> {
  const teardown = new Teardown(logger);
  try {
    return await start(config, logger, teardown);
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function start(config: HubConfig, logger: Logger, teardown: Teardown): Promise<RunningHub> {
  const works = config.roles.has('workers');
  const onTrouble = troubleLog(logger);
  const database = teardown.add('database', await startDatabase(config, logger));
  const paymentProvider = teardown.add('payment provider', await startPaymentProvider(config));
  const routes = new Routes(contexts);
  const transport = chooseTransport(config, database, logger);
  const postOffice = new PostOffice(transport);
  const parts = { database, transport, routes, postOffice, surroundings: computer };
  const { apiKeys, bearer } = await keys(config);

  const app = await NestFactory.create<NestFastifyApplication>(
    HubModule.with(parts, { apiKeys, paymentProvider }),
    new ApiAdapter(),
    { logger: new NestLogger(logger) },
  );
  teardown.add('application', { value: app, stop: () => app.close() });
  configureHttp(app);
  const strategy = new BusStrategy({ ...parts, onTrouble }, { consume: works });
  app.connectMicroservice({ strategy });

  const operations = app.get(OperationReader);
  const metrics = app.get(Metrics);
  const engine = new Engine(database, routes, postOffice, computer, onTrouble, {
    onEnded: (ids) => operations.tellEnded(ids),
    onOrphans: (sagas) => metrics.sagasOrphaned.inc(sagas.length),
    onRecovered: (awayMs) => {
      metrics.databaseRecoveries.inc();
      logger.info({ awayMs: Math.round(awayMs) }, 'The database answers again');
    },
  });
  await engine.prepare();
  await app.startAllMicroservices();
  await transport.start({ queues: works ? routes.allQueues() : [] });
  teardown.add('transport', { value: transport, stop: () => transport.stop() });
  if (works) {
    engine.start();
    teardown.add('engine', { value: engine, stop: () => engine.stop() });
  }
  const url = config.roles.has('http') ? await listen(app, config) : undefined;
  if (url === undefined) await app.init();
  return {
    stop: () => teardown.run(),
    ...(url !== undefined && { url }),
    ...(bearer !== undefined && { bearer }),
  };
}

async function keys(config: HubConfig) {
  if (config.apiKeys) return { apiKeys: config.apiKeys };
  const { apiKey, bearer } = await developmentKey(join(dataFolder(config), 'development-key'));
  return { apiKeys: [apiKey], bearer };
}
