import { describe, expect, it } from '@jest/globals';
import { overdraftSaga } from '#contexts/clearing';
import { type Invariants, simulate, type SimulationOptions } from '#testing/saga-simulation';
import {
  afterMany,
  afterNorth,
  breach,
  fraud,
  heard,
  load,
  type OverdraftWorld,
  paid,
  roaming,
  standing,
} from './overdraft-world.js';

type Town = typeof afterNorth;

const always: Invariants<Town> = {
  'no store may approve more before the overdraft is made up for': (world) => {
    const { riskMinor, openId } = standing(world);
    return riskMinor === 0 || openId === undefined;
  },
};

const atRest: Invariants<Town> = {
  'a card whose overdraft is settled lacks nothing': (world) =>
    world.status !== 'completed' || standing(world).balanceMinor >= 0,
  'a case is closed on both sides': (world) => {
    const { openId, peoplesCase } = standing(world);
    return world.status !== 'completed' || (openId === undefined && peoplesCase === 'closed');
  },
};

const story = (
  participants: Town,
  start: SimulationOptions<Town>['starts'][number],
): SimulationOptions<Town> => ({
  starts: [start],
  participants,
  happenings: [heard, paid, load],
  budget: { states: 1_500, disturbances: 1, walks: 40 },
  always,
  atRest,
});

describe('The overdraft saga, with its real participants, whatever goes wrong', () => {
  it.each([
    ['an honest holder', afterNorth, roaming],
    ['a store that went too far', afterNorth, breach],
    ['what looks like fraud', afterMany, fraud],
  ])('keeps its promises for an overdraft by %s', (_, participants, start) => {
    const { ends } = simulate(overdraftSaga(), story(participants, start));
    expect(Object.keys(ends)).toEqual(expect.arrayContaining(['completed']));
  });

  it('leaves the card with the policy that it had, unless somebody lets an old request be handled once more', () => {
    // The newest word on a policy holds: a dead letter that is replayed weeks later is a new word.
    const budget = { states: 1_500, disturbances: 1, walks: 0 };
    const policy = {
      'the card has the policy that it had': (world: OverdraftWorld) =>
        world.status !== 'completed' || standing(world).policy === 'hybrid',
    };
    const participants = {
      ...afterNorth,
      cards: { ...afterNorth.cards, getsCopies: false },
    };
    simulate(overdraftSaga(), { ...story(participants, roaming), budget, atRest: policy });
  });
});
