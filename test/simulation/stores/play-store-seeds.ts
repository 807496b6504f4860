import {
  type Configuration,
  type Exposure,
  playStores,
  StoreEncounters,
  type StoreOutcome,
  storeScenarioOf,
} from '#testing/store-simulation';
import type { Finding } from '#testing/simulation';
import type { Chunk } from '../player-processes.js';

export interface StoreFailure extends Finding {
  readonly seed: number;
}

export interface StoreChunkResult {
  readonly seeds: number;
  readonly steps: number;
  readonly compared: number;
  readonly failures: readonly StoreFailure[];
  readonly encounters: Readonly<Record<string, number>>;
  readonly exposures: readonly (Exposure & {
    readonly seed: number;
    readonly configuration: Configuration;
  })[];
}

/** One seed in so many is always run twice. */
const COMPARED_EACH = 100;

export async function playStoreSeeds(
  { from, count, checkDeterminism }: Chunk,
  policy: Configuration | undefined,
): Promise<StoreChunkResult> {
  const encounters = new StoreEncounters();
  const failures: StoreFailure[] = [];
  const exposures: StoreChunkResult['exposures'][number][] = [];
  let [steps, compared] = [0, 0];
  for (let seed = from; seed < from + count; seed++) {
    const findings: Finding[] = [];
    const outcome = await playWatchfully(seed, policy, findings);
    if (outcome) {
      steps += outcome.steps;
      encounters.add(outcome.encounters);
      findings.push(...outcome.findings);
      exposures.push({ ...outcome.exposure, seed, configuration: outcome.scenario.configuration });
    }
    if (outcome && (checkDeterminism || seed % COMPARED_EACH === 0)) {
      compared += 1;
      findings.push(...differences(outcome, await playStores(storeScenarioOf(seed, policy))));
    }
    failures.push(...findings.map((finding) => ({ seed, ...finding })));
  }
  return { seeds: count, steps, compared, failures, encounters: encounters.all, exposures };
}

/** What would end a real process is a finding here. */
export async function playWatchfully(
  seed: number,
  policy: Configuration | undefined,
  findings: Finding[],
): Promise<StoreOutcome | undefined> {
  const onUnhandled = (error: unknown) => {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    findings.push({ invariant: 'no failure ends a process', what });
  };
  process.on('unhandledRejection', onUnhandled);
  try {
    return await playStores(storeScenarioOf(seed, policy));
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    findings.push({ invariant: 'a world can be played', what });
    return undefined;
  } finally {
    process.off('unhandledRejection', onUnhandled);
  }
}

/** What the second of two runs of a seed did otherwise. */
export function differences(one: StoreOutcome, other: StoreOutcome): Finding[] {
  if (one.traceHash === other.traceHash) return [];
  const at = one.story.findIndex(
    ({ who, what }, line) => who !== other.story[line]?.who || what !== other.story[line].what,
  );
  const where = `line ${at + 1}: "${one.story[at]?.what}", then "${other.story[at]?.what}"`;
  return [
    {
      invariant: 'the same seed tells the same story',
      what: `${one.traceHash} and ${other.traceHash}, ${where}`,
    },
  ];
}
