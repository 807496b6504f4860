import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { BookingWanted, bookingSaga } from './sample-booking.js';
import { seats, till } from './sample-participants.js';
import { simulate } from './simulate.js';

const textOf = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');

const page = textOf('docs/simulate-a-saga.md');
const shown = [...page.matchAll(/^`(libs[^`]+)`\n\n```ts\n([\s\S]*?)```$/gm)];

describe('The page about simulating a saga', () => {
  it.each(shown.map(([, path = '', code = '']) => [path, code]))('shows %s as it is', (path, code) => {
    expect(code).toBe(textOf(path));
  });

  it('shows three files, and the story that is really printed', () => {
    expect(shown).toHaveLength(3);
    const [, story] = /```text\n([\s\S]*?)\n```/.exec(page) ?? [];
    const unfair = { seats: seats({ forget: true }), till };
    const starts = [new BookingWanted({ bookingId: 'booking-1' })];
    const failed = () =>
      simulate(bookingSaga, {
        starts,
        participants: unfair,
        atRest: {
          'a seat is held for those who have paid': ({ status, participants }) =>
            status === 'stuck' || participants.seats.held.length === participants.till.charged.length,
        },
      });
    expect(story).toBeDefined();
    expect(failed).toThrow(story ?? '');
    expect(failed).toThrow(/^bookings.booking breaks a promise/);
  });
});
