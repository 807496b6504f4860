import { Encounters, type Finding, type Outcome } from '#testing/simulation';
import type { Chunk } from './player-processes.js';

/** What came of a world, whatever it simulates. */
export type Played = Omit<Outcome, 'scenario'>;

/** A kind of worlds, of which each seed is one. */
export interface Simulation<O extends Played, Note = never> {
  play(seed: number): Promise<O>;
  /** What a long run must have met. */
  readonly sometimes: readonly string[];
  /** What is to be remembered of each world. */
  note?(outcome: O, seed: number): Note;
  /** A story that a person can read, of a world in which something is broken. */
  tell(outcome: O): Promise<string>;
}

export interface Failure extends Finding {
  readonly seed: number;
}

export interface ChunkResult<Note = never> {
  readonly seeds: number;
  readonly steps: number;
  readonly compared: number;
  readonly failures: readonly Failure[];
  readonly encounters: Readonly<Record<string, number>>;
  readonly notes: readonly Note[];
}

/** One seed in so many is always run twice. */
const COMPARED_EACH = 100;

export async function playSeeds<O extends Played, Note>(
  simulation: Simulation<O, Note>,
  { from, count, checkDeterminism }: Chunk,
): Promise<ChunkResult<Note>> {
  const encounters = new Encounters(simulation.sometimes);
  const failures: Failure[] = [];
  const notes: Note[] = [];
  let [steps, compared] = [0, 0];
  for (let seed = from; seed < from + count; seed++) {
    const findings: Finding[] = [];
    const outcome = await playWatchfully(simulation, seed, findings);
    if (outcome) {
      steps += outcome.steps;
      encounters.add(outcome.encounters);
      findings.push(...outcome.findings);
      if (simulation.note) notes.push(simulation.note(outcome, seed));
    }
    if (outcome && (checkDeterminism || seed % COMPARED_EACH === 0)) {
      compared += 1;
      findings.push(...differences(outcome, await simulation.play(seed)));
    }
    failures.push(...findings.map((finding) => ({ seed, ...finding })));
  }
  return { seeds: count, steps, compared, failures, encounters: encounters.all, notes };
}

/** Tells what happens in one world. @returns whether nothing is broken */
export async function tellSeed<O extends Played, Note>(
  simulation: Simulation<O, Note>,
  seed: number,
  say: (line: string) => void,
): Promise<boolean> {
  const more: Finding[] = [];
  const outcome = await playWatchfully(simulation, seed, more);
  if (outcome) more.push(...differences(outcome, await simulation.play(seed)));
  if (outcome && outcome.findings.length > 0) say(await simulation.tell(outcome));
  else
    for (const { at, who, what } of outcome?.story ?? [])
      say(`${(at / 1_000).toFixed(3)} s  ${who}  ${what}`);
  for (const { invariant, what } of more) say(`  => ${invariant}: ${what}`);
  const isGood = outcome?.findings.length === 0 && more.length === 0;
  say(`Trace ${outcome?.traceHash ?? 'none'}: ${isGood ? 'nothing is broken' : 'broken'}`);
  return isGood;
}

/** What would end a real process is a finding here. */
async function playWatchfully<O extends Played, Note>(
  simulation: Simulation<O, Note>,
  seed: number,
  findings: Finding[],
): Promise<O | undefined> {
  const onUnhandled = (error: unknown) => {
    findings.push({ invariant: 'P16 no failure ends a process', what: whatOf(error) });
  };
  process.on('unhandledRejection', onUnhandled);
  try {
    return await simulation.play(seed);
  } catch (error) {
    findings.push({ invariant: 'a world can be played', what: whatOf(error) });
    return undefined;
  } finally {
    process.off('unhandledRejection', onUnhandled);
  }
}

const whatOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** What the second of two runs of a seed did otherwise. */
function differences(one: Played, other: Played): Finding[] {
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
