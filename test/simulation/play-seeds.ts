import { Encounters, type Finding, type Outcome, play, scenarioOf } from '#testing/simulation';
import type { Chunk } from './player-processes.js';

export interface Failure extends Finding {
  readonly seed: number;
}

export interface ChunkResult {
  readonly seeds: number;
  readonly steps: number;
  readonly compared: number;
  readonly failures: readonly Failure[];
  readonly encounters: Readonly<Record<string, number>>;
}

/** One seed in so many is always run twice. */
const COMPARED_EACH = 100;

export async function playSeeds({ from, count, checkDeterminism }: Chunk): Promise<ChunkResult> {
  const encounters = new Encounters();
  const failures: Failure[] = [];
  let [steps, compared] = [0, 0];
  for (let seed = from; seed < from + count; seed++) {
    const findings: Finding[] = [];
    const outcome = await playWatchfully(seed, findings);
    if (outcome) {
      steps += outcome.steps;
      encounters.add(outcome.encounters);
      findings.push(...outcome.findings);
    }
    if (outcome && (checkDeterminism || seed % COMPARED_EACH === 0)) {
      compared += 1;
      findings.push(...differences(outcome, await play(scenarioOf(seed))));
    }
    failures.push(...findings.map((finding) => ({ seed, ...finding })));
  }
  return { seeds: count, steps, compared, failures, encounters: encounters.all };
}

/** What would end a real process is a finding here. */
export async function playWatchfully(seed: number, findings: Finding[]): Promise<Outcome | undefined> {
  const onUnhandled = (error: unknown) => {
    findings.push({ invariant: 'P16 no failure ends a process', what: String(error) });
  };
  process.on('unhandledRejection', onUnhandled);
  try {
    return await play(scenarioOf(seed));
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    findings.push({ invariant: 'a world can be played', what });
    return undefined;
  } finally {
    process.off('unhandledRejection', onUnhandled);
  }
}

/** What the second of two runs of a seed did otherwise. */
export function differences(one: Outcome, other: Outcome): Finding[] {
  if (one.traceHash === other.traceHash) return [];
  const at = one.story.findIndex(({ who, what, at: when }, line) => {
    const twin = other.story[line];
    return who !== twin?.who || what !== twin.what || when !== twin.at;
  });
  const [line, twin] = [one.story[at], other.story[at]];
  const where = line
    ? `line ${at + 1}: "${line.who} ${line.what}", then "${twin?.who} ${twin?.what}"`
    : 'between the lines';
  const what = `${one.traceHash} and ${other.traceHash}, ${where}`;
  return [{ invariant: 'the same seed tells the same story', what }];
}
