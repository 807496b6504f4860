import { appendFileSync } from 'node:fs';
import { accept, type BoundedContext, command, type DataOf, decider, event, when } from '#kernel';
import type { DeliveryContext } from '#runtime';
import { z } from 'zod';
import { waysToDie } from './ways-to-die.js';

const fields = { counterId: z.string(), text: z.string() };
const key = { key: 'counterId' } as const;

export class Note extends command('killing.note', fields, key) {}
export class Noted extends event('killing.noted', fields, key) {}
/** Handled outside of transactions, in `OUTSIDE`. */
export class Rung extends event('killing.rung', fields, key) {}

export const OUTSIDE = 'killing.outside';

/** The text of a command whose decision ends the process. */
export const FATAL = 'the end';

/** Notes what it is told, and ends the process when it is told the end. */
export const killingContext: BoundedContext = {
  name: 'killing',
  decides: [
    decider('killing.counter', {
      initial: null,
      events: [Noted, Rung],
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

/** Writes down what it begins, so that it outlives the process; then has it noted, or does what it is told. */
export const react =
  (journal: string) =>
  async (data: DataOf<typeof Rung>, context: DeliveryContext): Promise<void> => {
    appendFileSync(journal, `${data.text}\n`);
    waysToDie[data.text]?.();
    context.send(new Note(data));
  };
