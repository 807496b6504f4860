import { describe, expect, it } from '@jest/globals';
import { CONFIGURATIONS, playStores, storeInvariants, storeScenarioOf } from '#testing/store-simulation';

const SEEDS = Array.from({ length: 30 }, (_, n) => n + 1);
const COMPARED = [4, 23];

describe('The simulator of stores', () => {
  it.each(SEEDS)('finds nothing broken in world %i', async (seed) => {
    const { findings } = await playStores(storeScenarioOf(seed));
    expect(findings).toEqual([]);
  });

  it.each(COMPARED)('tells the same story of world %i twice', async (seed) => {
    const [one, other] = [await playStores(storeScenarioOf(seed)), await playStores(storeScenarioOf(seed))];
    expect(other.traceHash).toBe(one.traceHash);
    expect(other.story).toEqual(one.story);
  });

  it.each(CONFIGURATIONS)('plays a world of %s cards', async (policy) => {
    const { findings, scenario } = await playStores(storeScenarioOf(1, policy));
    expect(scenario.configuration).toBe(policy);
    expect(findings).toEqual([]);
  });

  it('looks for what the reference numbers I1 to I22', () => {
    const numbers = storeInvariants.map(({ number }) => Number(number.slice(1)));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 22 }, (_, n) => n + 1));
  });
});
