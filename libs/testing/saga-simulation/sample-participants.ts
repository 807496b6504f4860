import { model } from '#testing/saga-simulation';

import {
  Charge,
  Charged,
  Declined,
  HoldSeat,
  ReleaseSeat,
  SeatHeld,
  SeatReleased,
  SoldOut,
} from './sample-booking.js';

type Bookings = readonly string[];
const none: Bookings = [];
const without = (bookings: Bookings, id: string) => bookings.filter((each) => each !== id);

/** The seats of a hall. Those who forget what was released hold it again when the request comes a second time. */
export const seats = ({ forget }: { forget: boolean }) =>
  model({
    takes: [HoldSeat, ReleaseSeat],
    state: { held: none, released: none },
    take({ held, released }, message) {
      const { bookingId } = message.data;
      const others = without(held, bookingId);
      if (message instanceof ReleaseSeat) {
        const remembered = forget ? none : [...without(released, bookingId), bookingId];
        return { state: { held: others, released: remembered }, answers: [new SeatReleased({ bookingId })] };
      }
      if (released.includes(bookingId)) {
        return { state: { held, released }, answers: [new SoldOut({ bookingId })] };
      }
      return { state: { held: [...others, bookingId], released }, answers: [new SeatHeld({ bookingId })] };
    },
  });

/** Charges each booking once, or declines it for good. */
export const till = model({
  takes: [Charge],
  state: { charged: none, declined: none },
  take({ charged, declined }, { data: { bookingId } }) {
    const yes = { state: { charged: [bookingId], declined }, answers: [new Charged({ bookingId })] };
    const no = { state: { charged, declined: [bookingId] }, answers: [new Declined({ bookingId })] };
    if (charged.includes(bookingId)) return yes;
    return declined.includes(bookingId) ? no : [yes, no];
  },
});
