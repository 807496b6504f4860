import { parseArgs } from 'node:util';

export const PARTS = ['approvals', 'cards', 'catch-up'] as const;
export type Part = (typeof PARTS)[number];

export interface StoreBenchOptions {
  readonly only: readonly Part[];
  /** Measured time of each line of the table of approvals. */
  readonly seconds: number;
  /** Approvals in a second at moderate load. */
  readonly rate: number;
  /** Requests under way at once when it goes flat out. */
  readonly inFlight: number;
  /** Listed cards in the node's database. */
  readonly cards: number;
  /** What a store that was away has to tell, and of how many cards. */
  readonly facts: number;
  readonly factCards: number;
}

export const USAGE = `npm run bench:store -- [options]
  --only LIST       parts: ${PARTS.join(', ')} (all; bytes on the wire are counted while catching up)
  --seconds N       measured time of each line of the table of approvals (10)
  --rate N          approvals in a second at moderate load (100)
  --in-flight N     requests under way at once when it goes flat out (64)
  --cards N         listed cards in the node's database (2000000)
  --facts N         facts of a store that was away (100000)
  --fact-cards N    cards that they are about (2000)`;

/** @throws Error that says which option is wrong */
export function readOptions(args: readonly string[]): StoreBenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: PARTS.join(',') },
      seconds: { type: 'string', default: '10' },
      rate: { type: 'string', default: '100' },
      'in-flight': { type: 'string', default: '64' },
      cards: { type: 'string', default: '2000000' },
      facts: { type: 'string', default: '100000' },
      'fact-cards': { type: 'string', default: '2000' },
    },
  });
  return {
    only: values.only.split(',').map(partOf),
    seconds: count('--seconds', values.seconds),
    rate: count('--rate', values.rate),
    inFlight: count('--in-flight', values['in-flight']),
    cards: count('--cards', values.cards),
    facts: count('--facts', values.facts),
    factCards: count('--fact-cards', values['fact-cards']),
  };
}

function partOf(name: string): Part {
  const part = PARTS.find((each) => each === name);
  if (!part) throw new Error(`--only ${name} is not known`);
  return part;
}

function count(option: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`${option} ${text} is not a whole number above 0`);
}
