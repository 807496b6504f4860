import type { End, Snare } from '#testing/servers';

/** A moment that the wire shows. */
export interface Moment {
  readonly snare: Snare;
  /** Whose held words must have come, too. */
  readonly heldFrom?: End;
}

type Words = Snare['words'];

const afterwards = (after: Words | undefined) => (after === undefined ? {} : { after });

/** These words have just passed. */
export const said = (from: End, words: Words): Moment => ({ snare: { from, words } });

/** A hub has sent these words, and they never arrive. @param after what it said before on the same connection */
export const lost = (words: Words, after?: Words): Moment => ({
  snare: { from: 'client', words, ...afterwards(after), hold: 'client' },
});

/** A hub's words have arrived, and their effect is there, but it never hears of it. */
export const unanswered = (words: Words, after?: Words): Moment => ({
  snare: { from: 'client', words, ...afterwards(after), hold: 'server' },
  heldFrom: 'server',
});
