import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Envelope } from '#kernel';
import { eventually } from '#testing';
import { envelopeOf } from './engine-room.js';
import { freshEngineRoom } from './fresh-engine-room.js';
import { Begin, Count, flaky, POISON } from './sample-counters.js';

const NEIGHBOURS = Array.from({ length: 30 }, (_, n) => `neighbour-${n}`);

const count = (counterId: string, text: string, extra: Partial<Envelope> = {}): Envelope =>
  envelopeOf(new Count({ counterId, text }), counterId, extra);

describe('A message that nobody can handle', () => {
  const room = freshEngineRoom();

  /** Delivers it among many others, one of them behind it under the same key. */
  const deliverAmongNeighbours = (...poison: Envelope[]) =>
    room.deliver(
      count('poisoned', 'before'),
      ...NEIGHBOURS.map((each) => count(each, '1')),
      ...poison,
      count('poisoned', 'behind'),
      ...NEIGHBOURS.map((each) => count(each, '2')),
    );

  const expectNeighboursUnharmed = async () => {
    const texts = await room.texts();
    expect(NEIGHBOURS.map((each) => texts[each])).toEqual(NEIGHBOURS.map(() => ['1', '2']));
  };

  it.each([
    {
      what: 'an unknown type',
      poison: count('poisoned', 'x', { type: 'counters.never-heard' }),
      reason: 'unknown-type',
      detail: /No message is called counters.never-heard/,
    },
    {
      what: 'an unknown version',
      poison: count('poisoned', 'x', { version: 9 }),
      reason: 'unknown-version',
      detail: /counters.count has no version 9/,
    },
    {
      what: 'data that is not what it should be',
      poison: count('poisoned', 'x', { data: { counterId: 'poisoned', text: 7 } }),
      reason: 'invalid-data',
      detail: /expected string/,
    },
    {
      what: 'an event that nobody asked for',
      poison: count('poisoned', 'x', { kind: 'event', type: 'counters.counted' }),
      reason: 'unknown-type',
      detail: /Nothing here handles the event counters.counted/,
    },
    {
      what: 'a saga that nobody knows',
      poison: count('poisoned', 'x', {
        saga: 'counters.never-heard',
        kind: 'event',
        type: 'counters.counted',
      }),
      reason: 'unknown-type',
      detail: /No saga is called counters.never-heard/,
    },
    {
      what: 'a signal that nobody knows',
      poison: count('poisoned', 'x', { saga: 'counters.round', kind: 'signal', type: 'saga.wave' }),
      reason: 'unknown-type',
      detail: /No signal is called saga.wave/,
    },
  ])('of $what is a dead letter at once, and all others are handled', async ({ poison, reason, detail }) => {
    await deliverAmongNeighbours(poison);
    await room.startEngine();
    await room.emptied();
    await expectNeighboursUnharmed();
    await expect(room.texts()).resolves.toMatchObject({ poisoned: ['before', 'behind'] });
    await expect(room.deadLetters()).resolves.toMatchObject([
      { reason, detail: expect.stringMatching(detail), failures: 0, envelope: { id: poison.id } },
    ]);
  });

  it.each([
    { what: 'its decision', text: POISON.decision, detail: /Error: throw, says the decision/ },
    { what: 'its decision, unspeakably,', text: POISON.unspeakable, detail: /Error: A \uFFFD character/ },
    { what: 'storing its event', text: POISON.storage, detail: /unsupported Unicode escape sequence/ },
  ])('since $what fails for ever is a dead letter in the end', async ({ text, detail }) => {
    const poison = count('poisoned', text);
    await deliverAmongNeighbours(poison);
    await room.startEngine();
    await eventually(
      () => room.ask(`select distinct key from countersign.message`),
      (left) => JSON.stringify(left) === '[{"key":"poisoned"}]',
      { withinMs: 120_000 },
    );
    await expectNeighboursUnharmed();
    await expect(room.texts()).resolves.toMatchObject({ poisoned: ['before'] });
    await room.emptied();
    await expect(room.texts()).resolves.toMatchObject({ poisoned: ['before', 'behind'] });
    await expect(room.deadLetters()).resolves.toMatchObject([
      {
        reason: 'failed-too-often',
        detail: expect.stringMatching(detail),
        failures: expect.any(Number),
        envelope: { id: poison.id },
      },
    ]);
  });

  const DEEP = '['.repeat(5_000) + ']'.repeat(5_000);
  const LONG_KEY = randomBytes(4_000).toString('hex');
  const written = (changes: object) => JSON.stringify({ ...count('poisoned', 'x'), ...changes });

  it.each([
    { what: 'nothing', text: 'null', detail: /envelope is wrong/ },
    { what: 'a list', text: '[1]', detail: /envelope is wrong/ },
    { what: 'of no kind and no version', text: written({ kind: 'rumour', version: 'x' }), detail: /kind/ },
    { what: 'without a key', text: written({ key: undefined }), detail: /key is wrong/ },
    { what: 'of another key', text: written({ key: 'another' }), detail: /key is not the one/ },
    { what: 'of a flow with a NUL', text: written({ correlationId: '\0' }), detail: /correlationId/ },
    { what: 'that nobody could write again', text: `{"id":${DEEP}}`, detail: /id is wrong/ },
    {
      what: 'with a key that no index holds',
      key: LONG_KEY,
      text: written({ type: 'counters.never-heard', key: LONG_KEY }),
      detail: /key is wrong/,
    },
  ])('since it is $what is a dead letter as it is', async ({ key = 'poisoned', text, detail }) => {
    await deliverAmongNeighbours();
    await room.ask(
      `insert into countersign.message (queue, slot, key, message_id, envelope)
        values ('counters', hashtext($1) & 15, $1, gen_random_uuid(), $2::text::json)`,
      [key, text],
    );
    await room.startEngine();
    await room.emptied();
    await expectNeighboursUnharmed();
    const letters = await room.ask(
      `select id, reason, detail, envelope::text as text from countersign.dead_letter`,
    );
    expect(letters).toMatchObject([
      { reason: 'not-an-envelope', detail: expect.stringMatching(detail), text },
    ]);
    const deal = { by: 'ada', reason: 'to see it again' };
    await expect(room.database.transaction((tx) => tx.deadLetters.replay('1', deal))).resolves.toBe(false);
  });

  it('since its data is too deep to be written again is a dead letter as it is', async () => {
    await deliverAmongNeighbours();
    const text = written({ data: 'deep' }).replace('"deep"', DEEP);
    await room.ask(
      `insert into countersign.message (queue, slot, key, message_id, envelope)
        values ('counters', hashtext('poisoned') & 15, 'poisoned', gen_random_uuid(), $1::text::json)`,
      [text],
    );
    await room.startEngine();
    await room.emptied();
    await expectNeighboursUnharmed();
    await expect(
      room.ask('select reason, envelope::text as text from countersign.dead_letter'),
    ).resolves.toEqual([{ reason: 'invalid-data', text }]);
  });

  it('since its history cannot be read does not harm others', async () => {
    const behind = count('poisoned', 'behind');
    await room.deliver(count('poisoned', 'before'), count('poisoned', 'to be replaced'));
    const engine = await room.startEngine();
    await room.emptied();
    await engine.stop();
    await room.ask(
      `update countersign.event set data = jsonb_set(data, '{text}', $1) where data ->> 'text' = 'to be replaced'`,
      [JSON.stringify(POISON.history)],
    );
    await room.deliver(behind, ...NEIGHBOURS.flatMap((each) => [count(each, '1'), count(each, '2')]));
    await room.startEngine();
    await room.emptied();
    await expectNeighboursUnharmed();
    expect(room.troubles.filter((each) => each.includes('broke its transaction'))).toEqual([]);
    await expect(room.deadLetters()).resolves.toMatchObject([
      {
        reason: 'failed-too-often',
        detail: expect.stringMatching(/history of .+poisoned cannot be read: Error: This history/),
        envelope: { id: behind.id },
      },
    ]);
  });

  it('for a saga of a version that this program does not know does not harm others', async () => {
    await room.deliver(envelopeOf(new Begin({ counterId: 'future', pauseMs: 0, text: 'now' }), 'future'));
    const engine = await room.startEngine();
    await eventually(
      () => room.texts(),
      ({ future }) => future !== undefined,
      { withinMs: 120_000 },
    );
    await engine.stop();
    await room.ask(`update countersign.saga set definition_version = 7,
      instance = jsonb_set(instance, '{definitionVersion}', '7')`);
    const poison = count('future', 'x', {
      kind: 'timer',
      type: 'saga.timer',
      saga: 'counters.round',
      data: { token: 'rest:time:' },
    });
    await room.deliver(...NEIGHBOURS.map((each) => count(each, '1')), poison);
    await room.deliver(...NEIGHBOURS.map((each) => count(each, '2')));
    await room.startEngine();
    await room.emptied();
    await expectNeighboursUnharmed();
    await expect(room.deadLetters()).resolves.toMatchObject([
      { detail: expect.stringMatching(/cannot run counters.round v7/), envelope: { id: poison.id } },
    ]);
  });

  it('but follows from a good one does no harm to that', async () => {
    await room.deliver(
      envelopeOf(new Begin({ counterId: 'good', pauseMs: 0, text: POISON.followUp }), 'good'),
    );
    await room.startEngine();
    await eventually(
      async () => [await room.emptied(), await room.deadLetters()][1],
      (letters) => letters?.length !== 0,
      { withinMs: 120_000 },
    );
    await expect(room.deadLetters()).resolves.toMatchObject([{ envelope: { type: Count.type } }]);
  });

  it('today, but will be tomorrow, is handled then, and those behind it after it', async () => {
    flaky.add('flaky');
    const texts = ['1', '2', 'flaky', '4', '5'];
    await room.deliver(...texts.map((text) => count('patient', text)));
    await room.startEngine();
    await eventually(
      () => room.ask<{ failures: number }>(`select failures from countersign.blocked_key`),
      ([blocked]) => blocked?.failures === 1,
      { withinMs: 120_000 },
    );
    await room.deliver(count('patient', '6'));
    await expect(room.texts()).resolves.toEqual({ patient: ['1', '2'] });
    flaky.clear();
    await room.emptied();
    await expect(room.texts()).resolves.toEqual({ patient: [...texts, '6'] });
    await expect(room.deadLetters()).resolves.toEqual([]);
    await expect(room.ask('select from countersign.blocked_key')).resolves.toEqual([]);
  });
});
