import { createMemoryDatabase, createMemoryTransport } from '#adapters/memory';
import type { Database } from '#kernel';
import {
  ApiAdapter,
  configureHttp,
  Engine,
  EngineModule,
  HttpModule,
  OperationReader,
  PostOffice,
  Routes,
  secretHashOf,
  uuids,
} from '#runtime';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { bar } from './bar.js';
import { BarModule } from './bar.controller.js';

const tokenOf = (id: string): string => `csk_${id}_0123456789abcdef0123456789abcdef`;

/** A guest, another guest, and the landlord. */
export const TOKENS = {
  guest: tokenOf('guest'),
  stranger: tokenOf('stranger'),
  landlord: tokenOf('landlord'),
};

const apiKeys = [
  { id: 'guest', principal: 'guest', scopes: ['bar:order', 'bar:look'] },
  { id: 'stranger', principal: 'stranger', scopes: ['bar:order', 'bar:look'] },
  {
    id: 'landlord',
    principal: 'landlord',
    scopes: ['bar:approve', 'ops:sagas:read', 'ops:sagas:act', 'ops:dead-letters:read', 'metrics:read'],
  },
].map((key) => ({ ...key, secretHash: secretHashOf(tokenOf(key.id)) }));

@Module({})
class ApiOfTheBar {
  static with(engine: DynamicModule): DynamicModule {
    return { module: ApiOfTheBar, imports: [engine, HttpModule.forRoot({ apiKeys }), BarModule] };
  }
}

export interface OpenBar {
  readonly app: NestFastifyApplication;
  readonly database: Database;
  /** Starts to decide, react and project; until then commands wait. */
  startEngine(): Promise<void>;
  stopEngine(): Promise<void>;
  close(): Promise<void>;
}

/** The example context behind the real doors, on a database in memory. Without `working`, nobody decides yet. */
export async function openBar({ working = true, database = createMemoryDatabase() } = {}): Promise<OpenBar> {
  const transport = createMemoryTransport();
  const routes = new Routes([bar]);
  const postOffice = new PostOffice(transport);
  const module = ApiOfTheBar.with(EngineModule.with({ database, transport, routes, postOffice }));
  const app = await NestFactory.create<NestFastifyApplication>(module, new ApiAdapter(), { logger: false });
  configureHttp(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();

  const trouble: unknown[] = [];
  let engine: Engine | undefined;
  const reader = app.get(OperationReader);
  const openBarNow: OpenBar = {
    app,
    database,
    async startEngine() {
      engine = new Engine(database, routes, postOffice, uuids, (_, error) => trouble.push(error), {
        onEnded: (ids) => reader.tellEnded(ids),
      });
      await engine.prepare();
      engine.start();
    },
    async stopEngine() {
      await engine?.stop();
      engine = undefined;
    },
    async close() {
      await openBarNow.stopEngine();
      await app.close();
      await database.close();
      if (trouble.length > 0) throw new AggregateError(trouble, 'The engine met trouble');
    },
  };
  if (working) await openBarNow.startEngine();
  return openBarNow;
}
