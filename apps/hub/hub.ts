import {
  ApiAdapter,
  BusStrategy,
  computer,
  configureHttp,
  DependencyWatch,
  Engine,
  LeaveTaking,
  Metrics,
  NestLogger,
  OperationReader,
  PostOffice,
  Quarantine,
  Routes,
  troubleLog,
} from '#runtime';
import type { BoundedContext } from '#kernel';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { HubConfig } from './config.js';
import { developmentKey } from './development-key.js';
import { hubSigner } from './hub-key.js';
import { contextsWith, HubModule } from './hub.module.js';
import { lineParts } from './line-parts.js';
import { listen } from './listen.js';
import { chooseTransport, dataFolder, startDatabase, startPaymentProvider } from './parts.js';
import { Teardown } from './teardown.js';

export interface RunningHub {
  /** Where the API listens; missing in a process that only works. */
  readonly url?: string;
  /** Where health and metrics are. */
  readonly probesUrl: string;
  /** The development key, where no keys are configured. */
  readonly bearer?: string;
  /** Finishes what is under way and ends everything that was started, within 30 s. */
  stop(): Promise<void>;
}

/** How long each part may take to stop. With the longest drain that can be configured it is 25.5 s. */
const STOP_MS = {
  watch: 500,
  requests: 8_000,
  work: 12_000,
  transport: 4_000,
  application: 1_000,
  paymentProvider: 1_500,
  database: 1_500,
} as const;

/**
 * Composes the hub from its parts and starts it, in the roles that the configuration names.
 * @param business what it runs, which is what this build has by default
 */
export async function startHub(
  config: HubConfig,
  logger: Logger,
  business: readonly BoundedContext[] = contextsWith(config.overdraftRules),
): Promise<RunningHub> {
  const teardown = new Teardown(logger);
  try {
    return await start(config, logger, business, teardown);
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function start(
  config: HubConfig,
  logger: Logger,
  business: readonly BoundedContext[],
  teardown: Teardown,
): Promise<RunningHub> {
  const works = config.roles.has('workers');
  const serves = config.roles.has('http');
  const database = teardown.add('database', STOP_MS.database, await startDatabase(config, logger));
  const provider = await startPaymentProvider(config);
  const paymentProvider = teardown.add('payment provider', STOP_MS.paymentProvider, provider);
  const routes = new Routes(business);
  const transport = chooseTransport(config, database);
  const watch = new DependencyWatch(database, transport, logger);
  const tell = troubleLog(logger, watch);
  const onTrouble = (what: string, error: unknown): void => void tell(what, error);
  const postOffice = new PostOffice(transport);
  const parts = { database, transport, routes, postOffice, surroundings: computer };
  const quarantine = new Quarantine(config.deathsMax);
  const { apiKeys, bearer } = await keys(config);
  const { loadLimits, principalLimits } = config;
  const signer = await hubSigner(config.hubKey, join(dataFolder(config), 'hub-key'));

  const app = await NestFactory.create<NestFastifyApplication>(
    HubModule.with(parts, {
      apiKeys,
      paymentProvider,
      line: lineParts(signer, config),
      isReadyWithoutTransport: !works,
      loadLimits,
      principalLimits,
    }),
    new ApiAdapter(),
    { logger: new NestLogger(logger) },
  );
  teardown.add('application', STOP_MS.application, { value: app, stop: () => app.close() });
  configureHttp(app, serves ? 'api' : 'probes');
  const strategy = new BusStrategy(
    { ...parts, quarantine, onTrouble, patienceMs: config.unknownPatienceMs },
    { consume: works },
  );
  app.connectMicroservice({ strategy });

  const operations = app.get(OperationReader);
  const metrics = app.get(Metrics);
  const engine = new Engine(database, routes, postOffice, computer, onTrouble, {
    quarantine,
    patienceMs: config.unknownPatienceMs,
    onEnded: (ids) => operations.tellEnded(ids),
    onOrphans: (sagas) => metrics.sagasOrphaned.inc(sagas.length),
    onRecovered: () => metrics.databaseRecoveries.inc(),
  });
  await engine.prepare();
  await app.startAllMicroservices();
  await transport.start({ queues: works ? routes.allQueues() : [] });
  teardown.add('transport', STOP_MS.transport, { value: transport, stop: () => transport.stop() });
  if (works) engine.start();
  const leaveTaking = app.get(LeaveTaking);
  teardown.add('work under way', STOP_MS.work, {
    value: engine,
    async stop() {
      await Promise.all([leaveTaking.finish(STOP_MS.requests), strategy.close(), engine.stop()]);
    },
  });
  const listensOn = await listen(app, config);
  watch.start();
  teardown.add('watch', STOP_MS.watch, { value: watch, stop: () => watch.stop() });
  return {
    probesUrl: listensOn,
    async stop() {
      leaveTaking.announce();
      if (serves) await pause(config.drainMs);
      await teardown.run();
    },
    ...(serves && { url: listensOn }),
    ...(bearer !== undefined && { bearer }),
  };
}

async function keys(config: HubConfig) {
  if (config.apiKeys) return { apiKeys: config.apiKeys };
  const { apiKey, bearer } = await developmentKey(join(dataFolder(config), 'development-key'));
  return { apiKeys: [apiKey], bearer };
}
