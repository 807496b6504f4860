import { accept, type BoundedContext, command, decider, event, when } from '#kernel';
import { eventually } from '#testing';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { envelopeOf, OUTSIDE } from './engine-room.js';
import { freshEngineRoom } from './fresh-engine-room.js';
import { Count, Counted, countersContext } from './sample-counters.js';

const shape = { counterId: z.string() };
const key = { key: 'counterId' } as const;

class Reset extends command('counters.reset', shape, key) {}
class WasReset extends event('counters.was-reset', shape, key) {}

/** The next build: it knows a command more. */
const nextBuild: BoundedContext = {
  ...countersContext,
  decides: [
    ...(countersContext.decides ?? []),
    decider('counters.resetting', {
      initial: null,
      events: [WasReset],
      evolve: () => null,
      decisions: [when(Reset, (_, { data }) => accept(new WasReset(data)))],
    }),
  ],
};

const PATIENT = { patienceMs: 300_000 };

describe('An old build beside a new one', () => {
  const room = freshEngineRoom();

  const count = (text: string) => envelopeOf(new Count({ counterId: 'a', text }), 'a');
  const reset = () => envelopeOf(new Reset({ counterId: 'a' }), 'a');

  const putOff = () =>
    eventually(
      () => room.ask<{ error: string }>('select error from countersign.blocked_key where postponements > 0'),
      (rows) => rows.length > 0,
      { withinMs: 120_000 },
    );

  it('leaves to it what it does not know, and what is behind that under the same key', async () => {
    await room.deliver(count('1'), reset(), count('2'));
    await room.startEngine(PATIENT);
    await expect(putOff()).resolves.toEqual([
      { error: expect.stringContaining('No message is called counters.reset') },
    ]);
    await expect(room.texts()).resolves.toEqual({ a: ['1'] });
    await room.startEngine({ ...PATIENT, context: nextBuild });
    await room.emptied();
    await expect(room.ask('select stream, type from countersign.event order by position')).resolves.toEqual([
      { stream: 'counters.counter/a', type: 'counters.counted' },
      { stream: 'counters.resetting/a', type: 'counters.was-reset' },
      { stream: 'counters.counter/a', type: 'counters.counted' },
    ]);
    await expect(room.deadLetters()).resolves.toEqual([]);
  });

  it('says so once, however often it meets the message', async () => {
    await room.startEngine({ patienceMs: 9_000 });
    await room.deliver(reset());
    await room.emptied();
    const said = room.troubles.filter((each) => each.includes('counters.reset'));
    // Once when it meets the message, once when it gives up on it.
    expect(said).toHaveLength(2);
  });

  it('buries what nobody has taken within its patience, and goes on', async () => {
    await room.deliver(reset(), count('1'));
    await room.startEngine({ patienceMs: 5_000 });
    await room.emptied();
    await expect(room.texts()).resolves.toEqual({ a: ['1'] });
    await expect(room.deadLetters()).resolves.toMatchObject([{ reason: 'unknown-type', failures: 0 }]);
  });

  it('buries at once what nobody could read', async () => {
    await room.deliver({ ...count('1'), data: { counterId: 'a' } });
    await room.startEngine(PATIENT);
    await eventually(
      () => room.deadLetters(),
      ([letter]) => letter?.reason === 'invalid-data',
      { withinMs: 120_000 },
    );
  });

  it('leaves to its handlers, too, what its own do not know', async () => {
    const handled: string[] = [];
    await room.startReaction(async ({ text }) => void handled.push(text), PATIENT);
    const event = envelopeOf(new Counted({ counterId: 'a', text: '1' }), 'a');
    await room.deliverTo(OUTSIDE, { ...event, id: reset().id, version: 2 }, event);
    await expect(putOff()).resolves.toHaveLength(1);
    expect(handled).toEqual([]);
    await expect(room.deadLetters()).resolves.toEqual([]);
  });
});
