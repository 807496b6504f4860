import { parseArgs } from 'node:util';

export interface Options {
  readonly seeds: readonly number[];
  readonly stores: number;
  readonly strikes: number;
  readonly ends: number;
  readonly folder: string;
}

export const USAGE = `npm run test:faults:stores -- [options]
  --seed N       the first one (1)
  --seeds N      so many worlds, one after another (4)
  --stores N     in each (3)
  --strikes N    in each that stores survive (60)
  --ends N       in each that end a store (4)
  --sample       a few strikes in one world, as in npm test
  --folder PATH  where what led to findings is kept (.data/store-faults)`;

const SAMPLE = { stores: 2, strikes: 8, ends: 1 };

/** @throws Error that says which option is wrong */
export function readOptions(args: readonly string[]): Options {
  const number = (initial: string) => ({ type: 'string', default: initial }) as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: number('1'),
      seeds: number('4'),
      stores: number('3'),
      strikes: number('60'),
      ends: number('4'),
      sample: { type: 'boolean', default: false },
      folder: { type: 'string', default: '.data/store-faults' },
    },
  });
  const { folder } = values;
  const seed = whole('--seed', values.seed);
  if (values.sample) return { ...SAMPLE, seeds: [seed], folder };
  return {
    seeds: Array.from({ length: whole('--seeds', values.seeds) }, (_, at) => seed + at),
    stores: whole('--stores', values.stores),
    strikes: whole('--strikes', values.strikes),
    ends: whole('--ends', values.ends),
    folder,
  };
}

function whole(option: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`${option} ${text} is not a whole number`);
}
