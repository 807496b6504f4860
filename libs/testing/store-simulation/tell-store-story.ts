import { leavingOut, shortest } from '../simulation/shrink.js';
import { tellLines } from '../simulation/story.js';
import { playStores, type StoreOutcome } from './play-stores.js';
import type { StoreScenario } from './scenario/happening.js';

/** The shortest story of what breaks in this outcome, for people: each step with its time on the world's clock. */
export async function tellStoreStory(outcome: StoreOutcome): Promise<string> {
  const { seed, configuration, stores } = outcome.scenario;
  const [first] = outcome.findings;
  if (!first) return `Seed ${seed} breaks nothing`;
  const breaks = async (scenario: StoreScenario) =>
    (await playStores(scenario)).findings.some(({ invariant }) => invariant === first.invariant);
  const told = await playStores(await shortest(outcome.scenario, shorterOnes, breaks));
  return [
    `Seed ${seed}: ${stores} stores, ${configuration}`,
    ...tellLines(told.story),
    ...told.findings.map(({ invariant, what }) => `  => ${invariant}: ${what}`),
    `To see it again: npm run simulate:stores -- --seed ${seed} --policy ${configuration}`,
  ].join('\n');
}

function* shorterOnes(scenario: StoreScenario): Generator<StoreScenario> {
  for (const happenings of leavingOut(scenario.happenings)) yield { ...scenario, happenings };
}
