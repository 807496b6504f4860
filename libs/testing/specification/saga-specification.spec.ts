import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { command, event, exponential, refusal, saga } from '#kernel';

import { sagaSpecification } from './saga-specification.js';
import { SPEC_NOW } from './time-and-ids.js';

const key = { key: 'tripId' } as const;
const shape = { tripId: z.string() };
const seat = { tripId: z.string(), seat: z.string() };

class TripBooked extends event('trips.trip-booked', { ...shape, seats: z.array(z.string()) }, key) {}
class TripCancelled extends event('trips.trip-cancelled', shape, key) {}
class TakeSeat extends command('seats.take-seat', seat, key) {}
class SeatTaken extends event('seats.seat-taken', seat, key) {}
class SeatGone extends refusal('seats.seat-gone', seat, key) {}
class SeatsBusy extends refusal('seats.seats-busy', shape, key) {}
class FreeSeat extends command('seats.free-seat', seat, key) {}
class SeatFreed extends event('seats.seat-freed', seat, key) {}
class PrintTicket extends command('tickets.print-ticket', { ...shape, copies: z.int() }, key) {}
class TicketPrinted extends event('tickets.ticket-printed', { ...shape, number: z.string() }, key) {}

const trip = saga('trips.trip', { version: 1 })
  .startedBy(
    TripBooked,
    ({ data }) => ({ tripId: data.tripId, seats: data.seats, copies: 1 }),
    ({ data }) => data.tripId,
  )
  .cancelledBy(TripCancelled, ({ data }) => data.tripId, 'the traveller stays at home')
  .forEach(
    'take seats',
    (state) => state.seats,
    (step) =>
      step
        .send(TakeSeat, ({ tripId }, one) => ({ tripId, seat: one }))
        .on(SeatTaken)
        .refusedOn(SeatGone)
        .retryOn(SeatsBusy)
        .retry(exponential({ first: '1s', max: '10s', attempts: 3 }))
        .undo(FreeSeat, ({ tripId }, one) => ({ tripId, seat: one }))
        .cancel(FreeSeat, ({ tripId }, one) => ({ tripId, seat: one }))
        .within('30s'),
  )
  .awaitPerson('approve', { permission: 'trips:approve', within: '1d' })
  .pivot('print', (step) =>
    step
      .send(PrintTicket, ({ tripId, copies }) => ({ tripId, copies }))
      .on(TicketPrinted, ({ number }) => ({ number })),
  )
  .build();

const tripId = 'to the sea';
const booked = new TripBooked({ tripId, seats: ['1A', '1B'] });
const take = (one: string) => new TakeSeat({ tripId, seat: one });
const free = (one: string) => new FreeSeat({ tripId, seat: one });

describe('A specification of a saga', () => {
  it('plays a saga to its end by answering its commands', () => {
    const told = sagaSpecification(trip)
      .startedBy(booked)
      .reply('take seats[0]', new SeatTaken({ tripId, seat: '1A' }))
      .reply(TakeSeat, (data) => new SeatTaken(data));
    expect(told.why).toEqual(['"approve" waits for a person who may trips:approve']);

    told.decided('approve', true).reply(PrintTicket, new TicketPrinted({ tripId, number: '7' }));
    expect(told.status).toBe('completed');
    expect(told.state).toMatchObject({ number: '7' });
    expect(told.sent).toEqual([take('1A'), take('1B'), new PrintTicket({ tripId, copies: 1 })]);
    expect(told.commands.map(({ id }) => id.at(-1))).toEqual(['1', '2', '3']);
  });

  it('shows what it waits for, and why it is undone', () => {
    const told = sagaSpecification(trip)
      .startedBy(booked)
      .reply(TakeSeat, (data) => new SeatTaken(data))
      .reply(TakeSeat, (data) => new SeatGone(data));
    expect(told.status).toBe('compensating');
    expect(told.unanswered).toEqual([free('1A')]);
    expect(told.undoReason).toBe('take seats[1] was refused: seats.seat-gone');
    expect(told.refusal).toEqual({ type: 'seats.seat-gone', data: { tripId, seat: '1B' } });
  });

  it('lets timers go off in their order', () => {
    const told = sagaSpecification(trip)
      .startedBy(booked)
      .reply(TakeSeat, new SeatsBusy({ tripId }))
      .after('999ms');
    expect(told.sent).toHaveLength(1);
    told.after('1ms');
    expect(told.unanswered).toEqual([take('1A')]);
    expect(told.now).toBe(SPEC_NOW + 1_000);

    told.nextTimer();
    expect(told.now).toBe(SPEC_NOW + 30_000);
    expect(told.unanswered).toEqual([free('1A')]);
    expect(told.undoReason).toBe('take seats[0] was not answered in time');
  });

  it('tells of an answer that comes too late', () => {
    const told = sagaSpecification(trip).startedBy(booked).after('30s');
    told.reply(FreeSeat, (data) => new SeatFreed(data));
    expect(told.status).toBe('compensated');

    told.reply(TakeSeat, (data) => new SeatTaken(data));
    expect(told.unanswered).toEqual([free('1A')]);
  });

  it('tells of a cancellation', () => {
    const told = sagaSpecification(trip)
      .startedBy(booked)
      .happened(new TripCancelled({ tripId }))
      .reply(TakeSeat, (data) => new SeatTaken(data));
    expect(told.unanswered).toEqual([free('1A')]);
    expect(told.undoReason).toBe('the traveller stays at home');
  });

  it('says what was sent when an answer has no command', () => {
    const told = sagaSpecification(trip).startedBy(booked);
    expect(() => told.reply('print', new TicketPrinted({ tripId, number: '7' }))).toThrow(
      [
        'trips.trip is running: Nothing was sent by the step "print"',
        'Sent so far',
        "  seats.take-seat { tripId: 'to the sea', seat: '1A' }  (take seats[0]:do:1)",
        'It waits because',
        '  "take seats[0]" waits for seats to answer seats.take-seat',
      ].join('\n'),
    );
  });

  it('does not play a definition with mistakes', () => {
    const empty = saga('trips.empty', { version: 1 }).startedBy(
      TripBooked,
      () => ({}),
      ({ data }) => data.tripId,
    );
    expect(() => sagaSpecification(empty.build())).toThrow('it has no step');
  });
});
