import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { ask, type Method, type Question } from './ask.js';
import { openBar, type OpenBar } from './open-bar.js';

const limit = { minor: 1_000, currency: 'EUR' };
const good = { guest: 'Ada', limit };
const long = 'x'.repeat(300);
const deep = `${'['.repeat(100)}${']'.repeat(100)}`;

interface Bad {
  readonly what: string;
  readonly question: Question;
  readonly status: number;
  readonly code: string;
  /** What one of the errors points at. */
  readonly at?: object;
  readonly method?: Method;
  readonly url?: string;
}

const body = (question: unknown): Question => ({ body: question });
const raw = (text: string): Question => ({ raw: text });
const header = (name: string, value: string): Question => ({ body: good, headers: { [name]: value } });
const malformed = { status: 400, code: 'malformed' };
const invalid = (pointer: string) => ({ status: 400, code: 'validation-failed', at: { pointer } });
const unknown = (pointer: string) => ({
  status: 400,
  code: 'unknown-field',
  at: { pointer, code: 'unknown-field' },
});
const wrongKey = { status: 400, code: 'idempotency-key-malformed', at: { header: 'Idempotency-Key' } };

const BODIES: readonly Bad[] = [
  { what: 'no JSON', question: raw('{"guest":'), ...malformed },
  { what: 'nothing where JSON is said to be', question: raw(''), ...malformed },
  { what: 'text that is no JSON', question: raw('guest=Ada'), ...malformed },
  { what: 'a prototype', question: raw('{"guest":"Ada","__proto__":{"isAdmin":true}}'), ...malformed },
  {
    what: 'a prototype deeper down',
    question: raw('{"guest":"Ada","limit":{"__proto__":{"minor":1}}}'),
    ...malformed,
  },
  {
    what: 'a prototype by its constructor',
    question: raw('{"constructor":{"prototype":{"isAdmin":true}}}'),
    ...malformed,
  },
  { what: 'too many levels', question: raw(`{"guest":${deep}}`), ...malformed },
  { what: 'a null character', question: raw('{"guest":"A\\u0000a"}'), ...malformed },
  { what: 'half a character', question: raw('{"guest":"\\ud83c"}'), ...malformed },
  { what: 'no object', question: raw('[]'), ...invalid('#') },
  { what: 'null', question: raw('null'), ...invalid('#') },
  { what: 'no fields', question: body({}), ...invalid('#/guest') },
  { what: 'a missing amount', question: body({ guest: 'Ada' }), ...invalid('#/limit') },
  { what: 'a wrong type', question: body({ ...good, guest: 7 }), ...invalid('#/guest') },
  { what: 'text that is too long', question: body({ ...good, guest: long }), ...invalid('#/guest') },
  { what: 'a control character', question: body({ ...good, guest: 'A\u0007' }), ...invalid('#/guest') },
  {
    what: 'an amount as text',
    question: body({ ...good, limit: { ...limit, minor: '10' } }),
    ...invalid('#/limit/minor'),
  },
  {
    what: 'an amount of zero',
    question: body({ ...good, limit: { ...limit, minor: 0 } }),
    ...invalid('#/limit/minor'),
  },
  {
    what: 'an amount below zero',
    question: body({ ...good, limit: { ...limit, minor: -1 } }),
    ...invalid('#/limit/minor'),
  },
  {
    what: 'half a cent',
    question: body({ ...good, limit: { ...limit, minor: 0.5 } }),
    ...invalid('#/limit/minor'),
  },
  {
    what: 'an amount beyond the limit',
    question: body({ ...good, limit: { ...limit, minor: 100_000_001 } }),
    ...invalid('#/limit/minor'),
  },
  {
    what: 'an amount beyond all numbers',
    question: raw('{"guest":"Ada","limit":{"minor":1e999,"currency":"EUR"}}'),
    ...invalid('#/limit/minor'),
  },
  {
    what: 'an unknown currency',
    question: body({ ...good, limit: { ...limit, currency: 'XTS' } }),
    ...invalid('#/limit/currency'),
  },
  { what: 'an unknown field', question: body({ ...good, isVip: true }), ...unknown('#/isVip') },
  {
    what: 'an unknown field deeper down',
    question: body({ ...good, limit: { ...limit, cents: 1 } }),
    ...unknown('#/limit/cents'),
  },
  {
    what: 'a name that a pointer must escape',
    question: body({ ...good, 'a/b~c d': 1 }),
    ...unknown('#/a~1b~0c%20d'),
  },
  {
    what: 'a body over the limit',
    question: body({ ...good, guest: 'x'.repeat(300 * 1024) }),
    status: 413,
    code: 'payload-too-large',
  },
];

const HEADERS: readonly Bad[] = [
  {
    what: 'a form',
    question: { raw: 'guest=Ada', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    status: 415,
    code: 'unsupported-media-type',
  },
  {
    what: 'plain text',
    question: { raw: '{}', headers: { 'content-type': 'text/plain' } },
    status: 415,
    code: 'unsupported-media-type',
  },
  {
    what: 'no idempotency key',
    question: header('idempotency-key', ''),
    status: 400,
    code: 'idempotency-key-missing',
    at: { header: 'Idempotency-Key' },
  },
  { what: 'a short idempotency key', question: header('idempotency-key', 'abc'), ...wrongKey },
  { what: 'a long idempotency key', question: header('idempotency-key', long), ...wrongKey },
  { what: 'a key with a space', question: header('idempotency-key', '0123456789 0123456789'), ...wrongKey },
  {
    what: 'a key with half its quotes',
    question: header('idempotency-key', '"0123456789abcdef'),
    ...wrongKey,
  },
  { what: 'no API key', question: { body: good, token: '' }, status: 401, code: 'unauthenticated' },
  {
    what: 'an unknown API key',
    question: { body: good, token: `csk_nobody_${'0'.repeat(32)}` },
    status: 401,
    code: 'unauthenticated',
  },
  {
    what: 'a wrong secret',
    question: { body: good, token: `csk_guest_${'0'.repeat(32)}` },
    status: 401,
    code: 'unauthenticated',
  },
  {
    what: 'another scheme',
    question: { body: good, token: '', headers: { authorization: 'Basic Z3Vlc3Q6Z3Vlc3Q=' } },
    status: 401,
    code: 'unauthenticated',
  },
];

const invalidParameter = (parameter: string) => ({
  method: 'GET' as const,
  question: {},
  status: 400,
  code: 'validation-failed',
  at: { parameter },
});

const ADDRESSES: readonly Bad[] = [
  { what: 'an unknown address', url: '/v1/chairs', question: {}, status: 404, code: 'not-found' },
  { what: 'an address that is no address', method: 'GET', url: '/v1/%zz', question: {}, ...malformed },
  {
    what: 'a part that is too long',
    method: 'GET',
    url: `/v1/tabs/${'x'.repeat(400)}`,
    question: {},
    status: 414,
    code: 'uri-too-long',
  },
  {
    what: 'a wrong method',
    method: 'DELETE',
    url: '/v1/tabs',
    question: {},
    status: 405,
    code: 'method-not-allowed',
  },
  { what: 'an id that is none', url: '/v1/tabs/7', ...invalidParameter('tabId') },
  { what: 'an id with a null character', url: '/v1/tabs/%00', ...invalidParameter('tabId') },
  { what: 'a limit of zero', url: '/v1/tabs?limit=0', ...invalidParameter('limit') },
  { what: 'a limit beyond ours', url: '/v1/tabs?limit=201', ...invalidParameter('limit') },
  { what: 'a limit that is no number', url: '/v1/tabs?limit=many', ...invalidParameter('limit') },
  { what: 'a filter with a null character', url: '/v1/tabs?guest=%00', ...invalidParameter('guest') },
  { what: 'a filter twice', url: '/v1/tabs?guest=Ada&guest=Bob', ...invalidParameter('guest') },
  {
    what: 'an unknown parameter',
    url: '/v1/tabs?colour=red',
    ...invalidParameter('colour'),
    code: 'unknown-field',
  },
  {
    what: 'a cursor that is none',
    url: '/v1/tabs?cursor=abc',
    ...invalidParameter('cursor'),
    code: 'cursor-invalid',
  },
  {
    what: 'a token that is none',
    method: 'GET',
    url: `/v1/tabs/${randomUUID()}`,
    question: { headers: { 'consistency-token': 'yesterday' } },
    status: 400,
    code: 'consistency-token-invalid',
  },
  {
    what: 'what does not exist',
    method: 'GET',
    url: `/v1/tabs/${randomUUID()}`,
    question: {},
    status: 404,
    code: 'not-found',
  },
  {
    what: 'an operation that does not exist',
    method: 'GET',
    url: `/v1/operations/${randomUUID()}`,
    question: {},
    status: 404,
    code: 'not-found',
  },
];

describe('Bad input', () => {
  let bar: OpenBar;
  beforeAll(async () => {
    bar = await openBar({ working: false });
  });
  afterAll(() => bar.close());

  it.each([...BODIES, ...HEADERS, ...ADDRESSES])(
    'is answered with a problem: $what',
    async ({ question, status, code, at = {}, method = 'POST', url = '/v1/tabs' }) => {
      const answer = await ask(bar.app, method, url, question);
      expect(answer.json()).toMatchObject({
        type: `https://countersign.dev/problems/${code}`,
        title: expect.stringMatching(/./),
        status,
        code,
        detail: expect.stringMatching(/./),
        instance: `/v1/requests/${String(answer.headers['request-id'])}`,
        retryable: false,
      });
      const { errors } = z.object({ errors: z.array(z.unknown()).default([{}]) }).parse(answer.json());
      expect(errors).toContainEqual(expect.objectContaining(at));
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject({
        'content-type': 'application/problem+json; charset=utf-8',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      });
      expect(answer.text).not.toMatch(/\bat .+:\d+:\d+|node_modules|select |fastify|nestjs/i);
    },
  );

  it('leaves no trace', async () => {
    const depths = await bar.database.transaction((tx) => tx.mailbox.depths());
    expect(depths).toEqual([]);
  });

  it('names the methods that an address knows', async () => {
    const answer = await ask(bar.app, 'DELETE', '/v1/tabs');
    expect(answer.headers['allow']).toBe('GET, HEAD, POST');
  });

  it('says how to authenticate', async () => {
    const answer = await ask(bar.app, 'GET', '/v1/tabs', { token: '' });
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="countersign"');
  });

  it('names every place that is wrong', async () => {
    const answer = await ask(bar.app, 'POST', '/v1/tabs', { body: { limit: { minor: 0 }, isVip: true } });
    expect(answer.json()).toMatchObject({
      code: 'validation-failed',
      errors: ['#/guest', '#/limit/minor', '#/limit/currency', '#/isVip'].map((pointer) => ({ pointer })),
    });
  });
});
