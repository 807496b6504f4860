import { Encounters, type Finding, type Outcome, play, scenarioOf } from '#testing/simulation';

/** Seeds that one message hands to a process. */
export interface Chunk {
  readonly from: number;
  readonly count: number;
  readonly checkDeterminism: boolean;
}

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
    const outcome = await play(scenarioOf(seed));
    steps += outcome.steps;
    encounters.add(outcome.encounters);
    failures.push(...outcome.findings.map((finding) => ({ seed, ...finding })));
    if (!checkDeterminism && seed % COMPARED_EACH !== 0) continue;
    compared += 1;
    failures.push(...differences(outcome, await play(scenarioOf(seed))).map((each) => ({ seed, ...each })));
  }
  return { seeds: count, steps, compared, failures, encounters: encounters.all };
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
  return [
    {
      invariant: 'the same seed tells the same story',
      what: `${one.traceHash} and ${other.traceHash}, ${where}`,
    },
  ];
}
