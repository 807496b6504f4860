import type { Envelope, NewOperation, Operation } from '#kernel';
import { eventually } from '#testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { envelopeOf } from './engine-room.js';
import { freshEngineRoom } from './fresh-engine-room.js';
import { Begin, Count, POISON, ROUND } from './sample-counters.js';

describe('An operation', () => {
  const room = freshEngineRoom();
  const ended: string[] = [];

  beforeEach(async () => {
    ended.length = 0;
    await room.startEngine({ onEnded: (ids) => ended.push(...ids) });
  });

  const submit = async (envelope: Envelope, endsWithSaga?: string): Promise<string> => {
    const { id, type: command, key, correlationId } = envelope;
    const operation: NewOperation = {
      id,
      command,
      key,
      correlationId,
      principal: 'tester',
      idempotencyKey: id,
      fingerprint: 'x',
      ...(endsWithSaga !== undefined && { saga: endsWithSaga }),
    };
    await room.database.transaction((tx) => tx.operations.admit([operation]));
    await room.deliver({
      ...envelope,
      operationId: id,
      ...(endsWithSaga !== undefined && { endsWithSaga }),
    });
    return id;
  };

  const endOf = async (id: string): Promise<Operation | undefined> => {
    await room.emptied();
    return eventually(
      () => room.database.transaction((tx) => tx.operations.find(id, 'tester')),
      (operation) => operation?.endedAt !== undefined,
      { withinMs: 120_000 },
    );
  };

  const count = (text: string) => envelopeOf(new Count({ counterId: 'a', text }), 'a');
  const begin = (text = 'by the saga') => envelopeOf(new Begin({ counterId: 'a', pauseMs: 10, text }), 'a');

  it('ends with the decision', async () => {
    const id = await submit(count('1'));
    await expect(endOf(id)).resolves.toMatchObject({
      state: 'succeeded',
      result: { type: 'counters.counted' },
      consistencyToken: expect.any(String),
    });
    expect(ended).toContain(id);
  });

  it('ends with the saga that its command starts', async () => {
    const id = await submit(begin(), ROUND);
    await expect(endOf(id)).resolves.toMatchObject({ state: 'succeeded', result: { type: ROUND } });
    await expect(room.texts()).resolves.toEqual({ a: ['by the saga'] });
  });

  it('ends although the saga had started before', async () => {
    const first = await submit(begin(), ROUND);
    const second = await submit(begin(), ROUND);
    await expect(endOf(first)).resolves.toMatchObject({ state: 'succeeded' });
    await expect(endOf(second)).resolves.toMatchObject({
      state: 'failed',
      refusal: { type: 'counters.round-started-before', data: { key: 'a' } },
    });
  });

  it('ends with the decision when that does not start the saga which it was to end with', async () => {
    const id = await submit(count('1'), ROUND);
    await expect(endOf(id)).resolves.toMatchObject({
      state: 'succeeded',
      result: { type: 'counters.counted' },
    });
  });

  it.each([
    { what: 'cannot be read', envelope: () => ({ ...count('1'), version: 9 }) },
    { what: 'fails for ever', envelope: () => count(POISON.decision) },
    { what: 'breaks its transaction', envelope: () => count(POISON.storage) },
  ])('fails when its command $what', async ({ envelope }) => {
    const id = await submit(envelope());
    await expect(endOf(id)).resolves.toMatchObject({ id, state: 'failed' });
    await expect(room.deadLetters()).resolves.toMatchObject([{ envelope: { id } }]);
  });
});
