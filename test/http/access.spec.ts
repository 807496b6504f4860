import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { routesWithoutPolicy } from '#runtime';
import { z } from 'zod';

import { ask } from './ask.js';
import { openBar, type OpenBar, TOKENS } from './open-bar.js';

@Controller('v1/back-door')
class BackDoorController {
  @Get()
  enter(): string {
    return 'welcome';
  }
}

@Module({ controllers: [BackDoorController] })
class BackDoorModule {}

describe('Access', () => {
  let bar: OpenBar;
  beforeAll(async () => {
    bar = await openBar({ working: false });
  });
  afterAll(() => bar.close());

  it('is decided for every route', () => {
    expect(routesWithoutPolicy(bar.app)).toEqual([]);
  });

  it('is nobody’s where a route does not say whose, and that is found', async () => {
    const other = await openBar({ working: false, more: [BackDoorModule] });
    try {
      expect(routesWithoutPolicy(other.app)).toEqual(['BackDoorController.enter']);
      expect((await ask(other.app, 'GET', '/v1/back-door', { token: '' })).status).toBe(401);
      expect((await ask(other.app, 'GET', '/v1/back-door', { token: TOKENS.landlord })).status).toBe(403);
    } finally {
      await other.close();
    }
  });

  it.each([
    ['/v1/sagas', 'ops:sagas:read'],
    ['/v1/dead-letters', 'ops:dead-letters:read'],
    ['/metrics', 'metrics:read'],
  ])('to %s needs the scope %s', async (url, scope) => {
    const answer = await ask(bar.app, 'GET', url);
    expect([answer.status, answer.json()]).toMatchObject([
      403,
      { code: 'insufficient-scope', detail: `This needs the scope ${scope}` },
    ]);
    expect(answer.headers['www-authenticate']).toContain(`scope="${scope}"`);
    expect((await ask(bar.app, 'GET', url, { token: TOKENS.landlord })).status).toBe(200);
  });

  it.each(['/health/live', '/health/ready', '/docs', '/docs/openapi.json'])(
    'to %s is everybody’s',
    async (url) => {
      expect((await ask(bar.app, 'GET', url, { token: '' })).status).toBe(200);
    },
  );
});

describe('Every answer', () => {
  let bar: OpenBar;
  beforeAll(async () => {
    bar = await openBar({ working: false });
    await bar.app.listen(0, '127.0.0.1');
  });
  afterAll(() => bar.close());

  it.each(['/v1/tabs', '/v1/nothing', '/health/live'])('is guarded in browsers: %s', async (url) => {
    const { headers } = await ask(bar.app, 'GET', url);
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'cache-control': 'no-store',
    });
    expect(headers['x-powered-by']).toBeUndefined();
  });

  it('has a request id of our own making', async () => {
    const { headers } = await ask(bar.app, 'GET', '/v1/tabs', { headers: { 'request-id': 'mine' } });
    expect(headers['request-id']).toMatch(/^req_[0-9a-f-]{36}$/);
  });

  it('is for our own pages only', async () => {
    const origin = { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' };
    const preflight = await ask(bar.app, 'OPTIONS', '/v1/tabs', { headers: origin });
    const answer = await ask(bar.app, 'GET', '/v1/tabs', { headers: origin });
    expect(preflight.status).toBe(405);
    expect(Object.keys({ ...preflight.headers, ...answer.headers }).join()).not.toContain('access-control');
  });

  it.each([
    ['that are no HTTP', 'NONSENSE\r\n\r\n', 400, 'malformed'],
    [
      'with headers without end',
      `GET / HTTP/1.1\r\nHost: x\r\nBig: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
  ])('is a problem document also for bytes %s', async (_, bytes, status, code) => {
    const { port } = z.object({ port: z.int() }).parse(bar.app.getHttpServer().address());
    const socket = connect(port, '127.0.0.1');
    socket.write(bytes);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(head).toContain(`HTTP/1.1 ${status} `);
    expect(head).toContain('Content-Type: application/problem+json');
    expect(JSON.parse(body)).toMatchObject({
      status,
      code,
      instance: expect.stringMatching(/^\/v1\/requests\//),
    });
  });
});
