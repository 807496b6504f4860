import { describe, expect, it } from '@jest/globals';

import { saga } from '#kernel';

import type { Participants, SimulationOptions } from './options.js';
import { model } from './participants.js';
import {
  BookingWanted,
  bookingSaga,
  Charge,
  Charged,
  HoldSeat,
  ReleaseSeat,
  SeatHeld,
  SeatReleased,
  SoldOut,
} from './sample-booking.js';
import { seats, till } from './sample-participants.js';
import { simulate, SimulationFailed } from './simulate.js';

const starts = [new BookingWanted({ bookingId: 'booking-1' })];
const fair = { starts, participants: { seats: seats({ forget: false }), till } };
const unfair = { starts, participants: { seats: seats({ forget: true }), till } };
const little = { states: 500, walks: 60 };

function failureOf<P extends Participants>(options: SimulationOptions<P>, definition = bookingSaga) {
  try {
    simulate(definition, options);
  } catch (error) {
    if (error instanceof SimulationFailed) return error;
    throw error;
  }
  throw new Error('It keeps its promises');
}

const begun = () =>
  saga('bookings.booking', { version: 1 }).startedBy(
    BookingWanted,
    ({ data }) => data,
    ({ data }) => data.bookingId,
  );

describe('A simulation', () => {
  it('tries everything with few disturbances, then walks, and says how much it has seen', () => {
    const report = simulate(bookingSaga, { ...fair, resumes: 0, budget: little });
    expect(report.exhaustiveUpTo).toBeGreaterThanOrEqual(1);
    expect(report).toMatchObject({ states: 500, walks: 60 });
    expect(Object.keys(report.ends).toSorted()).toEqual(['compensated', 'completed', 'stuck']);
  });

  it('comes to the same result for the same options', () => {
    const once = () => simulate(bookingSaga, { ...fair, budget: little });
    expect(once()).toEqual(once());
    expect(failureOf(unfair).message).toBe(failureOf(unfair).message);
  });

  it('finds a participant that forgets, by search and by walks', () => {
    const promise = 'what is compensated leaves nothing behind';
    expect(failureOf(unfair)).toMatchObject({ promise });
    const walking = failureOf({ ...unfair, budget: { states: 0, walks: 1_000 } });
    expect(walking).toMatchObject({ promise });
    expect(walking.message).toMatch(/Found by the walk with seed \d+/);
  });

  it('plays what it has found again', () => {
    const { replay, story } = failureOf(unfair);
    expect(failureOf({ ...unfair, replay })).toMatchObject({ story, replay });
    expect(() => simulate(bookingSaga, { ...fair, replay })).not.toThrow();
  });

  it("holds the world against the team's own invariants, after each step and at rest", () => {
    const never = failureOf({
      ...fair,
      always: { 'nobody pays': ({ participants }) => participants.till.charged.length === 0 },
    });
    expect(never).toMatchObject({ promise: 'nobody pays' });
    expect(never.story).toMatch(/till takes tills.charge: tills.charged$/);
    const atRest = {
      'all is sold': ({ status }: { status: string }) => status === 'completed' || `it is ${status}`,
    };
    expect(failureOf({ ...fair, atRest }).message).toContain('all is sold.\nSeen after');
  });

  it('will not start without somebody who takes a command', () => {
    const { till: _, ...others } = fair.participants;
    expect(() => simulate(bookingSaga, { starts, participants: others })).toThrow(
      'Nobody takes tills.charge',
    );
  });
});

describe('A simulation finds a saga', () => {
  it('that comes out differently when a crash makes it do a step again', () => {
    let calls = 0;
    const moody = begun()
      .step('hold a seat', (step) =>
        step
          .send(HoldSeat, ({ bookingId }) => ({ bookingId: `${bookingId}-${(calls += 1)}` }))
          .on(SeatHeld)
          .nothingToUndo('it is a sample'),
      )
      .build();
    expect(failureOf(fair, moody)).toMatchObject({ promise: 'what was not committed can be done again' });
  });

  it('that waits for ever for an answer', () => {
    const patient = begun()
      .step('hold a seat', (step) =>
        step
          .send(HoldSeat, ({ bookingId }) => ({ bookingId }))
          .on(SeatHeld)
          .nothingToUndo('it is a sample'),
      )
      .build();
    const failure = failureOf(fair, patient);
    expect(failure).toMatchObject({ promise: 'a saga ends completed, compensated or visibly stuck' });
    expect(failure.message).toContain('"hold a seat" waits for ever');
  });

  it('whose functions fail', () => {
    const failing = begun()
      .step('hold a seat', (step) =>
        step
          .send(HoldSeat, ({ bookingId }) => ({ bookingId }))
          .on(SeatHeld, () => {
            throw new Error('no seat number');
          })
          .nothingToUndo('it is a sample')
          .within('1m'),
      )
      .build();
    expect(failureOf(fair, failing)).toMatchObject({ promise: 'the functions of a saga never fail' });
  });

  it('that gives up on a step without taking back what may still be done', () => {
    const careless = begun()
      .step('hold a seat', (step) =>
        step
          .send(HoldSeat, ({ bookingId }) => ({ bookingId }))
          .on(SeatHeld)
          .undo(ReleaseSeat, ({ bookingId }) => ({ bookingId }))
          .cancel(ReleaseSeat, () => ({ bookingId: 'another one' }))
          .within('2m'),
      )
      .pivot('charge', (step) =>
        step
          .send(Charge, ({ bookingId }) => ({ bookingId }))
          .on(Charged)
          .within('2m'),
      )
      .build();
    const deaf = model({
      takes: [HoldSeat, ReleaseSeat],
      state: 0,
      answers: 'never',
      take: (count, { data: { bookingId } }) => ({ state: count, answers: [new SeatHeld({ bookingId })] }),
    });
    expect(
      simulate(careless, { starts, participants: { seats: deaf, till }, resumes: 0, budget: little }).ends,
    ).toEqual({ stuck: expect.any(Number) });
    expect(failureOf(fair, careless)).toMatchObject({ promise: 'what is compensated leaves nothing behind' });
  });
});

describe('A simulation lets people', () => {
  const approved = begun()
    .awaitPerson('approve', { permission: 'bookings:approve', within: '1d' })
    .step('hold a seat', (step) =>
      step
        .send(HoldSeat, ({ bookingId }) => ({ bookingId }))
        .on(SeatHeld)
        .refusedOn(SoldOut)
        .nothingToUndo('it is a sample')
        .within('1m'),
    )
    .build();

  it('approve, reject, or not come', () => {
    const seen = new Set<string>();
    simulate(approved, {
      ...fair,
      budget: little,
      atRest: {
        'all is seen': ({ instance }) => {
          seen.add(instance.undoReason ?? instance.ended ?? 'stuck');
          return true;
        },
      },
    });
    const approval = [...seen].filter((each) => each.startsWith('approve'));
    expect(approval.toSorted()).toEqual([
      'approve was rejected by a person: because',
      'approve: nothing came in time',
    ]);
    expect(seen).toContain('completed');
  });

  it('cancel at any moment, and lets what they said come before the start', () => {
    const report = simulate(
      begun()
        .cancelledBy(SeatReleased, ({ data }) => data.bookingId, 'called off')
        .awaitEvent('bell', SeatHeld, { by: ({ data }) => data.bookingId, within: '1h' })
        .build(),
      {
        starts,
        participants: {},
        happenings: [new SeatReleased({ bookingId: 'booking-1' }), new SeatHeld({ bookingId: 'booking-1' })],
      },
    );
    expect(report.exhaustiveUpTo).toBeGreaterThan(3);
    expect(Object.keys(report.ends).toSorted()).toEqual(['compensated', 'completed']);
  });
});
