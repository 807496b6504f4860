import { shrink } from './shrink.js';
import { type Outcome, play, type PlayOptions } from './simulate.js';
import type { TraceLine } from './world/trace.js';

/** The shortest story of what breaks in this outcome, for people: each step with its time on the world's clock. */
export async function tellStory(outcome: Outcome, options: PlayOptions = {}): Promise<string> {
  const [first] = outcome.findings;
  if (!first) return `Seed ${outcome.scenario.seed} breaks nothing`;
  const breaks = (other: Outcome) => other.findings.some(({ invariant }) => invariant === first.invariant);
  const scenario = await shrink(outcome.scenario, async (each) => breaks(await play(each, options)));
  const shortest = await play(scenario, options);
  const { seed, nodes, delivery } = scenario;
  return [
    `Seed ${seed}: ${nodes.join(', ')}; ${HOW[delivery]}`,
    ...tellLines(shortest.story),
    ...shortest.findings.map(({ invariant, what }) => `  => ${invariant}: ${what}`),
    `To see it again: npm run simulate -- --seed ${seed}`,
  ]
    .join('\n')
    .replace(LONG_ID, '#$1');
}

/** Each line with its number and its time; what happens over and over is told once. */
export function tellLines(lines: readonly TraceLine[]): string[] {
  const story = gathered(lines);
  const times = story.map(({ at }) => secondsOf(at));
  const width = Math.max(...times.map((time) => time.length));
  const names = Math.max(...story.map(({ who }) => who.length));
  return story.map(({ who, what }, at) => {
    const [number, time] = [String(at + 1).padStart(4), (times[at] ?? '').padStart(width)];
    return `${number}. ${time} s  ${who.padEnd(names)}  ${what}`;
  });
}

/** What happens over and over is told once, with how often and until when. */
function gathered(story: readonly TraceLine[]): TraceLine[] {
  const gathering: { line: TraceLine; times: number; untilMs: number }[] = [];
  for (const line of story) {
    const last = gathering.at(-1);
    if (last?.line.who === line.who && last.line.what === line.what) {
      last.times += 1;
      last.untilMs = line.at;
    } else gathering.push({ line, times: 1, untilMs: line.at });
  }
  return gathering.map(({ line, times, untilMs }) =>
    times === 1 ? line : { ...line, what: `${line.what} (${times} times until ${secondsOf(untilMs)} s)` },
  );
}

const secondsOf = (ms: number): string => (ms / 1_000).toFixed(3);

/** Of an id, a reader needs only the end. */
const LONG_ID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89a][0-9a-f]{3}-[0-9a-f]{8}([0-9a-f]{4})/g;

const HOW = {
  direct: 'transactions deliver their messages themselves',
  relayed: 'a broker carries the messages',
} as const;
