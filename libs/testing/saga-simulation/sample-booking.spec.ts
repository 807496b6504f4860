import { describe, it } from '@jest/globals';

import { simulate } from '#testing/saga-simulation';

import { BookingWanted, bookingSaga } from './sample-booking.js';
import { seats, till } from './sample-participants.js';

describe('A booking, whatever goes wrong', () => {
  it('keeps no seat that is not paid for', () => {
    simulate(bookingSaga, {
      starts: [new BookingWanted({ bookingId: 'booking-1' })],
      participants: { seats: seats({ forget: false }), till },
      atRest: {
        'a seat is held for those who have paid': ({ status, participants }) =>
          status === 'stuck' || participants.seats.held.length === participants.till.charged.length,
      },
    });
  });
});
