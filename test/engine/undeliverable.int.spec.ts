import { eventually } from '#testing';
import { describe, expect, it } from '@jest/globals';
import { envelopeOf, OUTSIDE } from './engine-room.js';
import { freshEngineRoom } from './fresh-engine-room.js';
import { Begin, Counted, flaky, POISON, ROUND } from './sample-counters.js';

interface SagaRow {
  readonly status: string;
  readonly because: string | null;
}

describe('A saga that waits for what became a dead letter', () => {
  const room = freshEngineRoom();

  const saga = async (): Promise<SagaRow | undefined> =>
    (
      await room.ask<SagaRow>(
        `select status, instance -> 'pending' -> 0 ->> 'because' as because from countersign.saga`,
      )
    )[0];

  const become = (status: string) => eventually(saga, (row) => row?.status === status, { withinMs: 120_000 });

  const begin = (text: string) => envelopeOf(new Begin({ counterId: 'a', pauseMs: 0, text }), 'a');

  /** Its command is under way somewhere, so it waits for an answer. */
  const waitsForAnswer = async () => {
    flaky.add('flaky');
    await room.deliver(begin('flaky'));
    await room.startEngine();
    await eventually(
      () => room.ask('select from countersign.blocked_key where failures > 0'),
      (rows) => rows.length === 1,
      { withinMs: 120_000 },
    );
    await room.ask('delete from countersign.message');
    await room.ask('delete from countersign.blocked_key');
  };

  const replyTo = { queue: 'counters', saga: ROUND, key: 'a', token: 'count:do:1' };

  const expectStuckOver = async (reason: RegExp) => {
    const row = await become('stuck');
    const [letter] = await room.deadLetters();
    expect(row?.because).toMatch(reason);
    expect(row?.because).toContain(`dead letter ${letter?.id},`);
  };

  it('is stuck over its own command, and names the letter and what was wrong', async () => {
    await room.deliver(begin(POISON.followUp));
    await room.startEngine();
    await eventually(
      async () => [await room.emptied(), await saga()][1],
      (row) => row?.status === 'stuck',
      { withinMs: 120_000 },
    );
    await expectStuckOver(/counters.count cannot be delivered: .*unsupported Unicode/);
  });

  it('is stuck over an answer that nobody can read', async () => {
    await waitsForAnswer();
    const answer = envelopeOf(new Counted({ counterId: 'a', text: 'x' }), 'a');
    await room.deliver({ ...answer, data: {}, saga: ROUND, inReplyTo: replyTo.token });
    await expectStuckOver(/invalid-data/);
  });

  it('is stuck over the event that a handler was to act on for it', async () => {
    await waitsForAnswer();
    await room.startReaction(async () => undefined);
    const event = envelopeOf(new Counted({ counterId: 'a', text: 'x' }), 'a', { replyTo });
    await room.deliverTo(OUTSIDE, { ...event, data: {} });
    await expectStuckOver(/invalid-data/);
  });

  it('still takes the answer, should one come after all', async () => {
    await waitsForAnswer();
    await room.startReaction(async () => undefined);
    const event = envelopeOf(new Counted({ counterId: 'a', text: 'x' }), 'a', { replyTo });
    await room.deliverTo(OUTSIDE, { ...event, data: {} });
    await become('stuck');
    const answer = envelopeOf(new Counted({ counterId: 'a', text: 'x' }), 'a');
    await room.deliver({ ...answer, saga: ROUND, inReplyTo: replyTo.token });
    await become('completed');
  });
});
