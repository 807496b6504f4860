import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPostgres, createPostgresTransport } from '#adapters/postgres';
import { keepRunning, startEmbeddedPostgres } from '#adapters/postgres/embedded';
import { createRabbitTransport } from '#adapters/rabbitmq';
import { SandboxPaymentProvider } from '#contexts/payments';
import type { Database, Transport } from '#kernel';
import type { Logger } from 'pino';
import type { HubConfig } from './config.js';
import { startPaymentSandbox } from './payment-sandbox.js';

/** Something that was started and is to be stopped, the last one first. */
export interface Started<T> {
  readonly value: T;
  stop(): Promise<void>;
}

/** The project's own folder for what a run leaves behind. */
export const dataFolder = (config: HubConfig): string =>
  config.dataDir ?? join(dirname(fileURLToPath(import.meta.url)), '../../..', '.data');

/** PostgreSQL: the one that is configured, or an embedded one. */
export async function startDatabase(config: HubConfig, logger: Logger): Promise<Started<Database>> {
  if (config.databaseUrl !== undefined) {
    const database = await openPostgres({ url: config.databaseUrl });
    return { value: database, stop: () => database.close() };
  }
  const embedded = await startEmbeddedPostgres(
    config.dataDir === undefined ? {} : { dataDir: join(config.dataDir, 'postgres') },
  );
  const database = await openPostgres({ url: embedded.url });
  const leave = keepRunning('The embedded PostgreSQL', embedded, logger);
  return {
    value: database,
    async stop() {
      await Promise.all([database.close(), leave()]);
      await embedded.stop();
    },
  };
}

/** What carries messages: RabbitMQ where one is configured, PostgreSQL itself otherwise. */
export function chooseTransport(config: HubConfig, database: Database): Transport {
  return config.amqpUrls.length > 0
    ? createRabbitTransport({ urls: config.amqpUrls, database })
    : createPostgresTransport();
}

/** Who moves the money: the provider that is configured, or the sandbox as a process of its own. */
export async function startPaymentProvider(config: HubConfig): Promise<Started<SandboxPaymentProvider>> {
  const { paymentProviderUrl, paymentTimeoutMs: timeoutMs } = config;
  if (paymentProviderUrl !== undefined || !config.roles.has('workers')) {
    const url = paymentProviderUrl ?? 'http://127.0.0.1:4010';
    return { value: new SandboxPaymentProvider({ url, timeoutMs }), stop: async () => undefined };
  }
  await mkdir(dataFolder(config), { recursive: true });
  const sandbox = await startPaymentSandbox(join(dataFolder(config), 'payment-sandbox.journal'));
  return { value: new SandboxPaymentProvider({ url: sandbox.url, timeoutMs }), stop: () => sandbox.stop() };
}
