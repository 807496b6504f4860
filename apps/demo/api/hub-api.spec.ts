import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { HubApi, HubGone, UnexpectedAnswer } from './hub-api.js';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const json =
  (status: number, body: object, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
const cut: Answer = (response) => response.socket?.destroy();

const acceptedAt = '2026-03-02T08:00:00.000Z';
const operation = {
  acceptedAt,
  id: 'operation-1',
  command: 'gift-cards.load-card',
  state: 'succeeded',
  key: 'card-1',
};
const busy = json(503, { code: 'overloaded', detail: 'Too much' });

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A hub that answers like this, one answer after another. */
async function hub(answers: readonly Answer[], patienceMs = 10_000) {
  const asked: IncomingMessage[] = [];
  const started = createServer((request, response) => {
    asked.push(request);
    request.resume().on('end', () => (answers[asked.length - 1] ?? cut)(response, request));
  });
  servers.push(started);
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const address = started.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return { api: new HubApi(`http://127.0.0.1:${address.port}`, 'csk_test', patienceMs), asked };
}

const load = (api: HubApi) =>
  api.command('/v1/gift-cards/1/loads', { amount: 1 }, { idempotencyKey: 'one-key', waitSeconds: 3 });

describe('The consumer of the API', () => {
  it('sends a command with its key, and keeps the token of the answer', async () => {
    const { api, asked } = await hub([json(200, operation, { 'Consistency-Token': 'c1.x' })]);
    expect(await load(api)).toEqual({ operation, token: 'c1.x' });
    expect(asked[0]?.headers).toMatchObject({
      authorization: 'Bearer csk_test',
      'idempotency-key': 'one-key',
      prefer: 'wait=3',
    });
    expect(api.interruptions.entries()).toEqual([]);
  });

  it('sends what was not answered, or answered with "later", again with the same key, and counts it', async () => {
    const { api, asked } = await hub([cut, busy, busy, json(429, {}), json(202, operation)]);
    expect(await load(api)).toEqual({ operation });
    expect(asked.map(({ headers }) => headers['idempotency-key'])).toEqual(Array(5).fill('one-key'));
    expect(Object.fromEntries(api.interruptions.entries())).toMatchObject({ '503 overloaded': 2, '429': 1 });
  });

  it('waits for a hub that is away, and gives up when it does not come back', async () => {
    const { api } = await hub([], 200);
    await expect(load(api)).rejects.toThrow(HubGone);
  });

  it('asks for the operation that a problem is about', async () => {
    const problem = { code: 'gift-cards.card-unknown', detail: 'Never sold', operationId: 'operation-1' };
    const failed = { ...operation, state: 'failed', problem };
    const { api, asked } = await hub([json(404, problem), json(200, failed)]);
    expect(await load(api)).toMatchObject({
      code: 'gift-cards.card-unknown',
      operation: { state: 'failed' },
    });
    expect(asked[1]?.url).toBe('/v1/operations/operation-1');
  });

  it('says which code a request was refused with that made no operation', async () => {
    const { api } = await hub([json(400, { code: 'validation-failed', detail: 'No' })]);
    expect(await load(api)).toEqual({ code: 'validation-failed' });
  });

  it('shows a token to a query', async () => {
    const { api, asked } = await hub([json(200, { onHand: 3 })]);
    const stock = await api.get('/v1/stock/TEA', z.object({ onHand: z.int() }), { token: 'c1.x' });
    expect(stock).toEqual({ onHand: 3 });
    expect(asked[0]?.headers['consistency-token']).toBe('c1.x');
  });

  it('does not take an answer that it cannot read for an outage', async () => {
    const { api } = await hub([(response) => response.end('<html>')]);
    await expect(load(api)).rejects.toThrow(UnexpectedAnswer);
    const { api: other } = await hub([json(500, { code: 'internal-error', detail: 'Sorry' })]);
    await expect(other.get('/v1/x', z.unknown())).rejects.toThrow('500 internal-error: Sorry');
  });
});
