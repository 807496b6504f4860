import { createMemoryDatabase, createMemoryTransport } from '#adapters/memory';
import type { Database, Transport } from '#kernel';
import {
  ApiAdapter,
  configureHttp,
  Engine,
  EngineModule,
  HttpModule,
  type HttpOptions,
  OperationReader,
  PostOffice,
  Routes,
  secretHashOf,
  computer,
} from '#runtime';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
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
    scopes: [
      'bar:approve',
      'ops:sagas:read',
      'ops:sagas:act',
      'ops:dead-letters:read',
      'ops:dead-letters:act',
      'metrics:read',
    ],
  },
].map((key) => ({ ...key, secretHash: secretHashOf(tokenOf(key.id)) }));

@Module({})
class ApiOfTheBar {
  static with(options: Partial<HttpOptions>, ...modules: (DynamicModule | Type)[]): DynamicModule {
    const http = HttpModule.forRoot({ apiKeys, ...options });
    return { module: ApiOfTheBar, imports: [http, BarModule, ...modules] };
  }
}

export interface OpenBar {
  readonly app: NestFastifyApplication;
  readonly database: Database;
  /** Starts to decide, react and project; until then commands wait. */
  startEngine(): void;
  /** What the engine could not do is meant to be so: otherwise it fails the spec when the bar closes. */
  forgetTrouble(): void;
  close(): Promise<void>;
}

interface Opening extends Partial<HttpOptions> {
  readonly working?: boolean;
  readonly database?: Database;
  readonly transport?: Transport;
  readonly more?: readonly Type[];
}

/** The example context behind the real doors, on a database in memory. Without `working`, nobody decides yet. */
export async function openBar({
  working = true,
  database = createMemoryDatabase(),
  transport = createMemoryTransport(),
  more = [],
  ...options
}: Opening = {}): Promise<OpenBar> {
  const routes = new Routes([bar]);
  const postOffice = new PostOffice(transport);
  const module = ApiOfTheBar.with(
    options,
    EngineModule.with({ database, transport, routes, postOffice, surroundings: computer }),
    ...more,
  );
  const app = await NestFactory.create<NestFastifyApplication>(module, new ApiAdapter(), { logger: false });
  configureHttp(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();

  const trouble: unknown[] = [];
  const reader = app.get(OperationReader);
  const engine = new Engine(database, routes, postOffice, computer, (_, error) => trouble.push(error), {
    patienceMs: 0,
    onEnded: (ids) => reader.tellEnded(ids),
  });
  await engine.prepare();
  if (working) engine.start();
  return {
    app,
    database,
    startEngine: () => engine.start(),
    forgetTrouble: () => trouble.splice(0),
    async close() {
      await engine.stop();
      await app.close();
      await database.close();
      if (trouble.length > 0) throw new AggregateError(trouble, 'The engine met trouble');
    },
  };
}
