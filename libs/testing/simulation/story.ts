import { shrink } from './shrink.js';
import { type Outcome, play, type PlayOptions } from './simulate.js';

/** The shortest story of what breaks in this outcome, for people: each step with its time on the world's clock. */
export async function tellStory(outcome: Outcome, options: PlayOptions = {}): Promise<string> {
  const [first] = outcome.findings;
  if (!first) return `Seed ${outcome.scenario.seed} breaks nothing`;
  const breaks = (other: Outcome) => other.findings.some(({ invariant }) => invariant === first.invariant);
  const scenario = await shrink(outcome.scenario, async (each) => breaks(await play(each, options)));
  const shortest = await play(scenario, options);
  const { seed, nodes, delivery } = scenario;
  const times = shortest.story.map(({ at }) => (at / 1_000).toFixed(3));
  const width = Math.max(...times.map((time) => time.length));
  const names = Math.max(...shortest.story.map(({ who }) => who.length));
  const lines = shortest.story.map(({ who, what }, at) => {
    const [number, time] = [String(at + 1).padStart(4), (times[at] ?? '').padStart(width)];
    return `${number}. ${time} s  ${who.padEnd(names)}  ${what}`;
  });
  return [
    `Seed ${seed}: ${nodes.join(', ')}; ${HOW[delivery]}`,
    ...lines,
    ...shortest.findings.map(({ invariant, what }) => `  => ${invariant}: ${what}`),
    `To see it again: npm run simulate -- --seed ${seed}`,
  ]
    .join('\n')
    .replace(LONG_ID, '#$1');
}

/** Of an id, a reader needs only the end. */
const LONG_ID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89a][0-9a-f]{3}-[0-9a-f]{8}([0-9a-f]{4})/g;

const HOW = {
  direct: 'transactions deliver their messages themselves',
  relayed: 'a broker carries the messages',
} as const;
