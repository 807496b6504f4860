import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSigner, newPrivateKey } from '#adapters/crypto';
import { createPostgresTransport, openPostgres } from '#adapters/postgres';
import { SandboxPaymentProvider } from '#contexts/payments';
import type { Database } from '#kernel';
import { ApiAdapter, computer, configureHttp, PostOffice, Routes, routesWithoutPolicy } from '#runtime';
import { type FreshDatabase, freshDatabase } from '#testing/servers';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ALL_SCOPES } from './development-key.js';
import { contexts, HubModule } from './hub.module.js';
import { lineParts } from './line-parts.js';

interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly 'x-scopes'?: string[] }>>>>;
}

describe('The composed hub', () => {
  let fresh: FreshDatabase;
  let database: Database;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    fresh = await freshDatabase();
    database = await openPostgres({ url: fresh.url });
    const transport = createPostgresTransport();
    const routes = new Routes(contexts);
    const paymentProvider = new SandboxPaymentProvider({ url: 'http://127.0.0.1:1' });
    app = await NestFactory.create<NestFastifyApplication>(
      HubModule.with(
        { database, transport, routes, postOffice: new PostOffice(transport), surroundings: computer },
        {
          apiKeys: [],
          paymentProvider,
          line: lineParts(createSigner(newPrivateKey()), { leaseMs: 1_000, prefetch: undefined }),
        },
      ),
      new ApiAdapter(),
      { logger: false },
    );
    configureHttp(app);
    await app.init();
  });

  afterAll(async () => {
    await app.close();
    await database.close();
    await fresh.drop();
  });

  it('has no route that forgot to say who may use it', () => {
    expect(routesWithoutPolicy(app)).toEqual([]);
  });

  it('gives the development key every scope that a route asks for', async () => {
    const { body } = await app.inject({ method: 'GET', url: '/docs/openapi.json' });
    const document: OpenApiDocument = JSON.parse(body);
    const asked = Object.values(document.paths)
      .flatMap((path) => Object.values(path))
      .flatMap((route) => route['x-scopes'] ?? []);

    expect(asked.length).toBeGreaterThan(10);
    expect(ALL_SCOPES).toEqual(expect.arrayContaining([...new Set(asked)]));
  });
});
