import { accept, type BoundedContext, command, decider, event, when } from '#kernel';
import { z } from 'zod';
import { sabotages } from './sabotage.js';

const fields = { poisonId: z.string(), poison: z.string() };
const key = { key: 'poisonId' } as const;

export class Swallow extends command('poison.swallow', fields, key) {}
export class Swallowed extends event('poison.swallowed', fields, key) {}

/** Decides what no honest program does. */
export const poisonContext: BoundedContext = {
  name: 'poison',
  decides: [
    decider('poison.victim', {
      initial: null,
      events: [Swallowed],
      evolve: () => null,
      decisions: [
        when(Swallow, (_, { data }) => {
          sabotages[data.poison]?.();
          return accept(new Swallowed(data));
        }),
      ],
    }),
  ],
};
