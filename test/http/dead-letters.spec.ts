import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Envelope } from '#kernel';
import { eventually } from '#testing';

import { ask } from './ask.js';
import { openBar, type OpenBar, TOKENS } from './open-bar.js';

const landlord = { token: TOKENS.landlord };

describe('A dead letter', () => {
  let bar: OpenBar;
  beforeEach(async () => {
    bar = await openBar({ working: false });
  });
  afterEach(() => bar.close());

  const dance = (): Envelope => ({
    id: randomUUID(),
    kind: 'command',
    type: 'bar.dance',
    version: 1,
    key: 'table-7',
    data: { secret: 'of Ada' },
    at: new Date(0).toISOString(),
    correlationId: randomUUID(),
  });

  /** @returns the id of the letter */
  const buried = (envelope = dance()): Promise<string> =>
    bar.database.transaction(async (tx) => {
      await tx.mailbox.deliver([{ queue: 'bar', envelope }]);
      const [claimed] = await tx.mailbox.claim({ queues: ['bar'], limit: 1, share: 1 });
      if (!claimed) throw new Error('It was not delivered');
      return tx.mailbox.bury(claimed, 'failed-too-often', 'It stumbles');
    });

  const deal = (id: string, how: string, more = {}) =>
    ask(bar.app, 'POST', `/v1/dead-letters/${id}/${how}`, {
      ...landlord,
      body: { reason: 'the floor is dry' },
      ...more,
    });

  const waiting = () =>
    bar.database.transaction(async (tx) =>
      (await tx.mailbox.claim({ queues: ['bar'], limit: 10, share: 1 })).map(({ envelope }) => envelope.id),
    );

  it('is handed to its queue once more, and keeps who wanted that and why', async () => {
    const envelope = dance();
    const id = await buried(envelope);
    const answer = await deal(id, 'replay');
    expect([answer.status, answer.json()]).toMatchObject([
      200,
      { id, dealtWith: { outcome: 'replayed', by: 'landlord', reason: 'the floor is dry' } },
    ]);
    expect(answer.text).not.toContain('Ada');
    await expect(waiting()).resolves.toEqual([envelope.id]);
  });

  it('is replayed once, however often somebody asks', async () => {
    const id = await buried();
    const headers = { 'idempotency-key': `replay-${randomUUID()}` };
    await deal(id, 'replay', { headers });
    const repeated = await deal(id, 'replay', { headers });
    expect([repeated.status, repeated.headers['idempotent-replayed']]).toEqual([200, 'true']);
    for (const how of ['replay', 'discard']) {
      const another = await deal(id, how);
      expect([another.status, another.json()]).toMatchObject([
        409,
        { code: 'dead-letter-dealt-with', detail: 'landlord has replayed it: the floor is dry' },
      ]);
    }
    await expect(waiting()).resolves.toHaveLength(1);
  });

  it('that a person discards is handled no more, and leaves the list of the open ones', async () => {
    const [discarded, open] = [await buried(), await buried()];
    expect((await deal(discarded, 'discard')).json()).toMatchObject({ dealtWith: { outcome: 'discarded' } });
    const { text } = await ask(bar.app, 'GET', '/v1/dead-letters?state=open', landlord);
    expect(JSON.parse(text)).toMatchObject({ data: [{ id: open, dealtWith: null }] });
    await expect(waiting()).resolves.toEqual([]);
  });

  it('that is no message cannot be replayed', async () => {
    const undeliverable = {
      queue: 'bar',
      id: randomUUID(),
      reason: 'no-message',
      detail: '',
      raw: { bytes: 'AA' },
    };
    await bar.database.transaction((tx) => tx.mailbox.deliverDead([undeliverable]));
    const [letter] = await bar.database.transaction((tx) => tx.mailbox.deadLetters(1));
    expect((await deal(letter?.id ?? '', 'replay')).json()).toMatchObject({
      code: 'dead-letter-not-replayable',
    });
  });

  it.each([
    ['999', 404],
    ['x', 400],
    ['0', 400],
  ])('with the id %s does not exist', async (id, status) => {
    expect((await deal(id, 'replay')).status).toBe(status);
  });

  it('wants a reason', async () => {
    const id = await buried();
    expect((await deal(id, 'replay', { body: {} })).status).toBe(400);
    expect((await deal(id, 'discard', { body: { reason: '' } })).status).toBe(400);
  });

  it('is counted in the metrics until somebody deals with it', async () => {
    const metric = async () => (await ask(bar.app, 'GET', '/metrics', landlord)).text;
    const id = await buried();
    await eventually(metric, (text) => text.includes('countersign_dead_letters{queue="bar"} 1'), {
      withinMs: 120_000,
    });
    await deal(id, 'discard');
    await eventually(metric, (text) => !text.includes('countersign_dead_letters{'), { withinMs: 120_000 });
  });
});
