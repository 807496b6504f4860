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
  'the card has the policy that it had': (world) =>
    world.status !== 'completed' || standing(world).policy === 'hybrid',
};

const story = (
  participants: Town,
  start: SimulationOptions<Town>['starts'][number],
): SimulationOptions<Town> => ({
  starts: [start],
  participants,
  happenings: [heard, paid, load],
  // No walks: they also resume the saga and replay the dead letter of the same step later, which sets the policy once more.
  budget: { states: 3_000, disturbances: 1, walks: 0 },
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
});
