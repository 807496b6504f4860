import { describe, expect, it } from '@jest/globals';
import { overdraftSaga } from '#contexts/clearing';
import { type Invariants, simulate, type SimulationOptions } from '#testing/saga-simulation';
import {
  afterMany,
  afterNorth,
  anotherBreach,
  breach,
  caseId,
  fraud,
  heard,
  load,
  paid,
  roaming,
  standing,
} from './overdraft-world.js';

type Town = typeof afterNorth;

const always: Invariants<Town> = {
  'what stores approved is a risk until the overdraft is made up for': (world) => {
    const { isExposed, openId } = standing(world);
    return isExposed === (openId !== undefined);
  },
  'no store decides alone on a card that is overdrawn, and on all others as before': (world) => {
    const { openId, mode } = standing(world);
    return mode === (openId === undefined ? 'hybrid' : 'online-only');
  },
};

const atRest: Invariants<Town> = {
  'a card whose overdraft is settled lacks nothing, or what came later has begun another': (world) => {
    const { balanceMinor, openId } = standing(world);
    return world.status !== 'completed' || balanceMinor >= 0 || openId !== undefined;
  },
  'a case is closed on both sides': (world) => {
    const { openId, peoplesCase } = standing(world);
    return world.status !== 'completed' || (openId !== caseId && peoplesCase === 'closed');
  },
};

type Start = SimulationOptions<Town>['starts'][number];

const story = (participants: Town, start: Start, later: Start[]): SimulationOptions<Town> => ({
  starts: [start],
  participants,
  happenings: [heard, paid, load, ...later],
  budget: { states: 1_500, disturbances: 1, walks: 40 },
  always,
  atRest,
});

describe('The overdraft saga, with its real participants, whatever goes wrong', () => {
  it.each<[string, Town, Start, Start[]]>([
    ['an honest holder', afterNorth, roaming, []],
    ['a store that went too far', afterNorth, breach, []],
    ['two stores that went too far', afterNorth, breach, [anotherBreach]],
    ['what looks like fraud', afterMany, fraud, []],
  ])('keeps its promises for an overdraft by %s', (_, participants, start, later) => {
    const { ends } = simulate(overdraftSaga(), story(participants, start, later));
    expect(Object.keys(ends)).toEqual(expect.arrayContaining(['completed']));
  });
});
