import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { ask } from './ask.js';
import { openBar, type OpenBar } from './open-bar.js';

const Route = z.looseObject({
  operationId: z.string(),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })).default([]),
  responses: z.record(z.string(), z.looseObject({ content: z.record(z.string(), z.unknown()).optional() })),
  security: z.array(z.unknown()),
});

const Document = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), Route)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

const nobody = { token: '' };

describe('The documentation', () => {
  let bar: OpenBar;
  let document: z.infer<typeof Document>;
  beforeAll(async () => {
    bar = await openBar({ working: false });
    document = Document.parse((await ask(bar.app, 'GET', '/docs/openapi.json', nobody)).json());
  });
  afterAll(() => bar.close());

  const routes = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, route]) => ({ path, method, route })),
    );

  it('is OpenAPI 3.1 and has every route, its answer and its problems', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(routes().map(({ path, method }) => `${method} ${path}`)).toEqual(
      expect.arrayContaining([
        'post /v1/tabs',
        'get /v1/operations/{id}',
        'post /v1/sagas/{type}/{key}/decisions',
        'get /v1/dead-letters',
        'get /health/ready',
      ]),
    );
    for (const { route } of routes()) {
      const success = Object.entries(route.responses).filter(([status]) => status.startsWith('20'));
      expect(success.map(([, answer]) => Object.keys(answer.content ?? {}))).toContainEqual([
        'application/json',
      ]);
      expect(route.responses).toMatchObject({
        '4XX': { content: { 'application/problem+json': {} } },
        '5XX': { content: { 'application/problem+json': {} } },
      });
    }
  });

  it('says which headers a command needs', () => {
    const posts = routes().filter(({ method }) => method === 'post');
    for (const { route } of posts) {
      expect(route.parameters).toContainEqual(
        expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: true }),
      );
    }
  });

  it('has the schemas of bodies, closed, and of answers, open', () => {
    expect(document.paths['/v1/tabs']?.['post']).toMatchObject({
      requestBody: {
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['guest', 'limit'],
              additionalProperties: false,
              properties: { limit: { properties: { minor: { type: 'integer', exclusiveMinimum: 0 } } } },
            },
          },
        },
      },
    });
    expect(document.components.schemas['Operation']).not.toHaveProperty('additionalProperties');
  });

  it('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, name]) => name ?? '',
    );
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(references.filter((each) => !known.includes(each))).toEqual([]);
    expect(new Set(references).size).toBeGreaterThan(3);
  });

  it('is a page that needs nothing from elsewhere', async () => {
    const page = await ask(bar.app, 'GET', '/docs', nobody);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '');
    expect(assets).toHaveLength(4);
    for (const asset of assets) {
      expect(asset).toMatch(/^\/docs\/assets\//);
      expect((await ask(bar.app, 'GET', asset, nobody)).status).toBe(200);
    }
    expect(page.text).not.toMatch(/<script>|style=|onload=/);
  });

  it.each(['package.json', '..%2fpackage.json', 'constructor', '__proto__'])(
    'has no file %s',
    async (name) => {
      expect((await ask(bar.app, 'GET', `/docs/assets/${name}`, nobody)).status).toBe(404);
    },
  );
});
