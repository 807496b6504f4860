import { command, event, refusal, saga } from '#kernel';
import { z } from 'zod';

const key = { key: 'bookingId' } as const;
const booking = { bookingId: z.string() };

export class BookingWanted extends event('bookings.booking-wanted', booking, key) {}

export class HoldSeat extends command('seats.hold-seat', booking, key) {}
export class SeatHeld extends event('seats.seat-held', booking, key) {}
export class SoldOut extends refusal('seats.sold-out', booking, key) {}
export class ReleaseSeat extends command('seats.release-seat', booking, key) {}
export class SeatReleased extends event('seats.seat-released', booking, key) {}

export class Charge extends command('tills.charge', booking, key) {}
export class Charged extends event('tills.charged', booking, key) {}
export class Declined extends refusal('tills.declined', booking, key) {}

export const bookingSaga = saga('bookings.booking', { version: 1 })
  .startedBy(
    BookingWanted,
    ({ data }) => data,
    ({ data }) => data.bookingId,
  )
  .step('hold a seat', (step) =>
    step
      .send(HoldSeat, ({ bookingId }) => ({ bookingId }))
      .on(SeatHeld)
      .refusedOn(SoldOut)
      .undo(ReleaseSeat, ({ bookingId }) => ({ bookingId }))
      .cancel(ReleaseSeat, ({ bookingId }) => ({ bookingId }))
      .within('2m'),
  )
  .pivot('charge', (step) =>
    step
      .send(Charge, ({ bookingId }) => ({ bookingId }))
      .on(Charged)
      .refusedOn(Declined)
      .within('15m'),
  )
  .build();
