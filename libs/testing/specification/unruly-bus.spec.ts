import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { command, event, type Message, saga } from '#kernel';

import { sagaSpecification } from './saga-specification.js';
import { UnrulyBus } from './unruly-bus.js';

const key = { key: 'run' } as const;
const shape = { run: z.string(), what: z.string() };
class Begun extends event('bus.begun', { run: z.string() }, key) {}
class Do extends command('bus.do', shape, key) {}
class Done extends event('bus.done', shape, key) {}
class Undo extends command('bus.undo', shape, key) {}
class Undone extends event('bus.undone', shape, key) {}

const run = 'a run';
const definition = saga('bus.errand', { version: 1 })
  .startedBy(
    Begun,
    ({ data }) => data,
    ({ data }) => data.run,
  )
  .parallel('both', (both) =>
    ['a', 'b'].reduce(
      (group, what) =>
        group.step(what, (step) =>
          step
            .send(Do, () => ({ run, what }))
            .on(Done)
            .undo(Undo, () => ({ run, what }))
            .cancel(Undo, () => ({ run, what }))
            .within('10s'),
        ),
      both,
    ),
  )
  .build();

/** Plays the errand with participants who always do what they are asked. @returns what arrived at them */
function played(choices: readonly number[]) {
  const arrived: string[] = [];
  const told = sagaSpecification(definition).startedBy(new Begun({ run }));
  const participants = {
    keyOf: ({ message }: { message: Message }) => String(Reflect.get(Object(message.data), 'what')),
    handle({ message, token }: { message: Message; token: string }): Message[] {
      arrived.push(token);
      if (message instanceof Do) return [new Done(message.data)];
      return message instanceof Undo ? [new Undone(message.data)] : [];
    },
  };
  new UnrulyBus(told, participants).play(choices).settle();
  return { arrived, told };
}

describe('An unruly bus', () => {
  it('delivers everything in the end', () => {
    const { arrived, told } = played([]);
    expect(arrived).toEqual(['a:do:1', 'b:do:1']);
    expect(told.status).toBe('completed');
  });

  it('lets messages overtake each other, as its numbers say', () => {
    expect(played([1]).arrived).toEqual(['b:do:1', 'a:do:1']);
  });

  it('lets time pass before anything arrives, and still loses no command and no late answer', () => {
    const { arrived, told } = played([2, 2]);
    expect(told.status).toBe('compensated');
    const forEach = (what: string) => [`${what}:do:1`, `${what}:cancel:1`, `${what}:undo:1`];
    expect(arrived.toSorted()).toEqual([...forEach('a'), ...forEach('b')].toSorted());
  });

  it('plays the same story for the same numbers', () => {
    const numbers = [7, 3, 12, 5, 0, 9, 4];
    expect(played(numbers).arrived).toEqual(played(numbers).arrived);
  });
});
