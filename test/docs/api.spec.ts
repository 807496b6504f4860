import { createSigner, newPrivateKey } from '#adapters/crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMemoryDatabase, createMemoryTransport } from '#adapters/memory';
import { SandboxPaymentProvider } from '#contexts/payments';
import type { Database } from '#kernel';
import { ApiAdapter, computer, configureHttp, PostOffice, type RefusalProblem, Routes } from '#runtime';
import { DiscoveryService, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { contexts, HubModule } from '../../apps/hub/hub.module.js';
import { lineParts } from '../../apps/hub/line-parts.js';
import { tableBelow, textOf } from './markdown.js';

interface Route {
  readonly summary: string;
  readonly security: readonly unknown[];
  readonly 'x-scopes'?: readonly string[];
}

const page = textOf('docs/api.md');

/** `gift-cards.card-blocked` → `Card blocked`, as a refusal is told that nobody has described. */
const words = (type: string): string => {
  const [, name = ''] = type.split('.');
  return (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll('-', ' ');
};

describe('The page about the API', () => {
  let database: Database;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    database = createMemoryDatabase();
    const transport = createMemoryTransport();
    const parts = {
      database,
      transport,
      routes: new Routes(contexts),
      postOffice: new PostOffice(transport),
      surroundings: computer,
    };
    const paymentProvider = new SandboxPaymentProvider({ url: 'http://127.0.0.1:1' });
    const module = HubModule.with(parts, {
      apiKeys: [],
      paymentProvider,
      line: lineParts(createSigner(newPrivateKey()), { leaseMs: 1_000, prefetch: undefined }),
    });
    app = await NestFactory.create<NestFastifyApplication>(module, new ApiAdapter(), { logger: false });
    configureHttp(app);
    await app.init();
  });

  afterAll(async () => {
    await app.close();
    await database.close();
  });

  it('lists the routes of the OpenAPI document, with their scopes', async () => {
    const { body } = await app.inject({ method: 'GET', url: '/docs/openapi.json' });
    const document: { paths: Record<string, Record<string, Route>> } = JSON.parse(body);
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, route]) => [
        `${method.toUpperCase()} ${path}`,
        route['x-scopes']?.join(' ') ?? (route.security.length > 0 ? 'any key' : 'none'),
        route.summary,
      ]),
    );
    expect(tableBelow(page, '## Routes').toSorted()).toEqual(routes.toSorted());
  });

  it('lists what the API itself refuses, with its status', () => {
    const kinds = textOf('libs/runtime/http/problems/problem-kinds.ts');
    const known = [...kinds.matchAll(/^ {2}'?([a-z-]+)'?: \{\s+status: (\d+)/gm)];
    expect(known.length).toBeGreaterThan(20);
    const told = tableBelow(page, '### Of the API itself').map(([code, status]) => [code, status]);
    expect(told.toSorted()).toEqual(known.map(([, code, status]) => [code, status]).toSorted());
  });

  it('lists what the contexts refuse, with status and title', () => {
    const described = new Map(refusalsOf(app).map((each) => [each.refusal.type, each]));
    const refusals = contexts
      .flatMap(({ messages = [] }) => messages)
      .filter(({ kind }) => kind === 'refusal')
      .map(({ type }) => [
        type,
        String(described.get(type)?.status ?? 409),
        described.get(type)?.title ?? words(type),
      ]);
    const told = tableBelow(page, '### Refusals of the business');
    expect(told.toSorted()).toEqual(refusals.toSorted());
  });
});

/** All that contexts provide by `provideRefusals`. */
function refusalsOf(app: NestFastifyApplication): readonly RefusalProblem[] {
  const providers = app.get(DiscoveryService, { strict: false }).getProviders();
  return providers.flatMap(({ instance }) => {
    const provided: { problems?: unknown } = Object(instance);
    return Array.isArray(provided.problems) ? provided.problems.filter(isRefusalProblem) : [];
  });
}

const isRefusalProblem = (candidate: unknown): candidate is RefusalProblem =>
  typeof candidate === 'object' && candidate !== null && 'refusal' in candidate && 'title' in candidate;
