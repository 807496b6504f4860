import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { eventually } from '#testing';
import type { Dice } from '../../../../apps/demo/plan/dice.js';
import type { World } from '../../world/world.js';
import { fuzzed, type FuzzedRequest } from './fuzz.js';
import { exchange, open, statusesOf } from './raw-http.js';

/** One way to treat a server badly. @returns what was done, once for each request that counts */
export type Abuse = (world: World, url: string, dice: Dice) => Promise<readonly string[]>;

/** A caller may ask to wait for the end; a crowded machine takes its time, too. */
const ANSWER_MS_MAX = 60_000;
const FUZZED_AT_ONCE = 20;
const SLOW = 50;
const IDLE = 3_000;
const OPENED_AT_ONCE = 500;
const PIPELINED = 30;
const SAME_KEY = 50;

const Problem = z.object({ code: z.string(), status: z.int() });

/** Whatever comes in is answered with a problem of the client, or taken like any other command. */
export const fuzz: Abuse = async (world, url, dice) => {
  const all = Array.from({ length: FUZZED_AT_ONCE }, () => fuzzed(dice, world.key.bearer));
  return Promise.all(all.map((request) => sendFuzzed(world, url, request)));
};

async function sendFuzzed(
  world: World,
  url: string,
  { path, body, ...init }: FuzzedRequest,
): Promise<string> {
  const answer = await fetch(`${url}${path}`, {
    ...init,
    body: typeof body === 'string' ? body : new Uint8Array(body),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  }).then(
    async (response) => ({ status: response.status, headers: response.headers, text: await response.text() }),
    (error: unknown) => (isClosed(error) ? undefined : String(error)),
  );
  if (answer === undefined) return 'fuzzed, closed';
  if (typeof answer === 'string') {
    world.broken.push(`N26: ${init.method} ${path} was not answered: ${answer}`);
    return 'fuzzed, no answer';
  }
  const { status, headers, text } = answer;
  const isProblem = status >= 400 && Problem.safeParse(parsed(text)).success;
  const isBusy = status === 503 && headers.has('retry-after');
  const isFine = status < 300 || (isProblem && (status < 500 || isBusy));
  if (!isFine) world.broken.push(`N26: ${init.method} ${path} was answered ${status} ${text.slice(0, 200)}`);
  return `fuzzed, ${Math.floor(status / 100)}xx`;
}

/** Whoever says more than is taken finds the door closed before the answer. */
const isClosed = (error: unknown): boolean =>
  error instanceof TypeError &&
  error.cause instanceof Error &&
  'code' in error.cause &&
  ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(String(error.cause.code));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Requests that never come to an end must not keep others waiting. */
export const slowloris: Abuse = async (world, url) => {
  const sockets = await Promise.all(Array.from({ length: SLOW }, () => open(url)));
  for (const socket of sockets) socket.write('POST /v1/gift-cards HTTP/1.1\r\nHost: x\r\n');
  for (let line = 0; line < 5; line += 1) {
    for (const socket of sockets) socket.write(`X-Slow-${line}: x\r\n`);
    await pause(50);
  }
  await answersOthers(world, url, `${SLOW} slow requests`);
  for (const socket of sockets) socket.destroy();
  return ['slow requests'];
};

export const idleConnections: Abuse = async (world, url) => {
  const sockets: Socket[] = [];
  while (sockets.length < IDLE) {
    sockets.push(...(await Promise.all(Array.from({ length: OPENED_AT_ONCE }, () => open(url)))));
  }
  await answersOthers(world, url, `${IDLE} idle connections`);
  for (const socket of sockets) socket.destroy();
  return [`${IDLE} idle connections`];
};

async function answersOthers(world: World, url: string, what: string): Promise<void> {
  const response = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(ANSWER_MS_MAX) }).catch(
    String,
  );
  if (typeof response === 'string' || response.status !== 200) {
    world.broken.push(`N26: beside ${what}, others were not answered: ${String(response)}`);
  }
}

export const pipelining: Abuse = async (world, url) => {
  const one = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';
  const { received } = await exchange(url, (socket) => socket.write(one.repeat(PIPELINED)), {
    until: (text) => statusesOf(text).length === PIPELINED,
    withinMs: ANSWER_MS_MAX,
  });
  const answered = statusesOf(received);
  if (answered.length !== PIPELINED || answered.some((status) => status !== 200)) {
    world.broken.push(`N26: ${PIPELINED} requests in a row were answered ${answered.join(', ')}`);
  }
  return ['pipelined requests'];
};

export const headerBomb: Abuse = async (world, url, dice) => {
  const headers = dice.chance(0.5)
    ? `X-Bomb: ${'x'.repeat(100_000)}\r\n`
    : Array.from({ length: 5_000 }, (_, n) => `X-Bomb-${n}: x\r\n`).join('');
  return refused(world, url, `GET /health/live HTTP/1.1\r\nHost: x\r\n${headers}\r\n`, 'header bomb');
};

export const noHttp: Abuse = async (world, url, dice) => {
  const bytes = dice.pick([
    '\x16\x03\x01\x02\x00\x01\x00',
    'HELO there\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    'POST /v1/gift-cards HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'POST /v1/gift-cards HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
    'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n',
  ]);
  return refused(world, url, bytes, 'no HTTP');
};

/** Answered with an error of the client's, or closed without a word. */
async function refused(world: World, url: string, bytes: string, what: string): Promise<string[]> {
  const { received, closed } = await exchange(url, (socket) => socket.write(bytes, 'latin1'), {
    until: (text) => text.includes('\r\n\r\n'),
    withinMs: ANSWER_MS_MAX,
  });
  const [status = 0] = statusesOf(received);
  if (!(status >= 400 && status < 500) && !(closed && received === '')) {
    world.broken.push(`N26: ${what} was answered: ${received.slice(0, 200)} (closed: ${closed})`);
  }
  return [what];
}

/** Whoever goes away in the middle of a body has said nothing. */
export const abortedBody: Abuse = async (world, url) => {
  const key = `abort-${randomUUID()}`;
  const socket = await open(url);
  socket.write(
    `POST /v1/gift-cards HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${world.key.bearer}\r\n` +
      `Content-Type: application/json\r\nIdempotency-Key: ${key}\r\nContent-Length: 1000\r\n\r\n{"currency":"EUR",`,
  );
  await pause(20);
  socket.destroy();
  await answersOthers(world, url, 'an aborted body');
  const kept = await operationsOf(world, key);
  if (kept.length > 0) world.broken.push(`N26: half a body was taken as ${JSON.stringify(kept)}`);
  return ['aborted body'];
};

/** The same wish fifty times at once, by all processes: it is taken once, and all are told of the same operation. */
export const sameKey: Abuse = async (world, url) => {
  const key = `same-${randomUUID()}`;
  const urls = [url, ...world.apiUrls];
  const answers = await Promise.all(
    Array.from({ length: SAME_KEY }, (_, n) => wish(urls[n % urls.length] ?? url, world.key.bearer, key)),
  );
  const told = new Set(answers.flatMap(({ status, id }) => (status < 300 ? [id] : [])));
  const wrong = answers.filter(({ status }) => status >= 300 && ![409, 429, 503].includes(status));
  const [kept] = await eventually(
    () => operationsOf(world, key),
    (all) => all.length > 0 && all.every(({ state }) => state === 'succeeded'),
    { withinMs: 60_000 },
  );
  if (
    told.size !== 1 ||
    kept?.id === undefined ||
    !told.has(kept.id) ||
    kept.effects !== 1 ||
    wrong.length > 0
  ) {
    world.broken.push(
      `N26: one key ${SAME_KEY} times at once: told of ${[...told].join(', ')}, kept ${JSON.stringify(kept)}, ` +
        `other answers ${wrong.map(({ status }) => status).join(', ')}`,
    );
  }
  return [`one key ${SAME_KEY} times at once`];
};

/** On a connection of its own, which ends with the answer. */
async function wish(url: string, bearer: string, key: string): Promise<{ status: number; id: string }> {
  const body = '{"currency":"EUR","activate":false}';
  const request =
    `POST /v1/gift-cards HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${bearer}\r\n` +
    `Content-Type: application/json\r\nIdempotency-Key: ${key}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const { received } = await exchange(url, (socket) => socket.write(request), { withinMs: ANSWER_MS_MAX });
  const [status = 0] = statusesOf(received);
  return { status, id: /"id":"([^"]+)"/.exec(received)?.[1] ?? '' };
}

const OPERATIONS = `select o.id::text, o.state, (
    select count(*)::integer from countersign.event e where e.correlation_id = o.correlation_id) as effects
  from countersign.operation o where o.idempotency_key = $1`;

const operationsOf = (world: World, key: string) =>
  world.sql<{ id: string; state: string; effects: number }>(OPERATIONS, [key]);
