import { createSigner, newPrivateKey } from '#adapters/crypto';
import { createMemoryDatabase, createMemoryTransport } from '#adapters/memory';
import { SandboxPaymentProvider } from '#contexts/payments';
import type { Clock } from '#kernel';
import {
  ApiAdapter,
  computer,
  configureHttp,
  Engine,
  newApiToken,
  OperationReader,
  PostOffice,
  Routes,
  secretHashOf,
} from '#runtime';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { ALL_SCOPES } from '../../apps/hub/development-key.js';
import { contexts, HubModule } from '../../apps/hub/hub.module.js';
import { lineParts } from '../../apps/hub/line-parts.js';
import { type Answer, ask, type Question } from './ask.js';

export interface OpenShop {
  get(url: string, headers?: Question['headers']): Promise<Answer>;
  /** Waits for the end of what it asks for. */
  post(url: string, body?: object, headers?: Question['headers']): Promise<Answer>;
  close(): Promise<void>;
}

/**
 * The hub's own business behind the real doors, on a database in memory. Nobody pays by credit card here.
 * @param clock the database's; the computer's by default
 */
export async function openShop(clock: Pick<Clock, 'now'> = computer.clock): Promise<OpenShop> {
  const [database, transport] = [createMemoryDatabase({ clock }), createMemoryTransport()];
  const [routes, postOffice] = [new Routes(contexts), new PostOffice(transport)];
  const token = newApiToken('shop');
  const apiKeys = [{ id: 'shop', secretHash: secretHashOf(token), principal: 'shop', scopes: ALL_SCOPES }];
  const paymentProvider = new SandboxPaymentProvider({ url: 'http://127.0.0.1:1' });
  const parts = { database, transport, routes, postOffice, surroundings: computer };
  const module = HubModule.with(parts, {
    apiKeys,
    paymentProvider,
    line: lineParts(createSigner(newPrivateKey()), { leaseMs: 1_000, prefetch: undefined }),
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, new ApiAdapter(), { logger: false });
  configureHttp(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();

  const trouble: unknown[] = [];
  const reader = app.get(OperationReader);
  const engine = new Engine(database, routes, postOffice, computer, (_, error) => trouble.push(error), {
    onEnded: (ids) => reader.tellEnded(ids),
  });
  await engine.prepare();
  engine.start();
  return {
    get: (url, headers = {}) => ask(app, 'GET', url, { token, headers }),
    post: (url, body = {}, headers = {}) =>
      ask(app, 'POST', url, { token, body, headers: { prefer: 'wait=20', ...headers } }),
    async close() {
      await engine.stop();
      await app.close();
      await database.close();
      if (trouble.length > 0) throw new AggregateError(trouble, 'The engine met trouble');
    },
  };
}
