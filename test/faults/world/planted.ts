import { randomUUID } from 'node:crypto';

/** A message that was made to become a dead letter, and what is to be found of it. */
export interface Planted {
  /** What it carries wherever it goes, if anything of it can be read; otherwise its id does. */
  readonly mark: string;
  readonly sort: string;
  readonly queue: string;
  readonly reason: string;
  /** A part of its payload, as the letter's JSON has it. */
  readonly payload: string;
}

export const newMark = (id = randomUUID()): string => `planted-${id}`;

/** A text as it stands inside of a JSON text. */
export const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
