import { accept, type BoundedContext, command, decider, event, when } from '#kernel';
import { z } from 'zod';

const fields = { counterId: z.string(), text: z.string() };
const key = { key: 'counterId' } as const;

export class Note extends command('killing.note', fields, key) {}
export class Noted extends event('killing.noted', fields, key) {}

/** The text of a command whose decision ends the process. */
export const FATAL = 'the end';

/** Notes what it is told, and ends the process when it is told the end. */
export const killingContext: BoundedContext = {
  name: 'killing',
  decides: [
    decider('killing.counter', {
      initial: null,
      events: [Noted],
      evolve: () => null,
      decisions: [
        when(Note, (_, { data }) => {
          if (data.text === FATAL) process.exit(70);
          return accept(new Noted(data));
        }),
      ],
    }),
  ],
};
