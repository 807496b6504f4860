import { parseArgs } from 'node:util';

export interface FaultOptions {
  /** Ids of the faults, in the order in which they strike; all of them when empty. */
  readonly only: readonly string[];
  /** Strikes of each fault in this run, instead of what is missing of its least count. */
  readonly strikes?: number;
  readonly seed: number;
  readonly fresh: boolean;
  /** Prints the table of what has been done, and does nothing. */
  readonly report: boolean;
  /** Plays a few strikes of each kind, as every test run does, and keeps no record. */
  readonly sample: boolean;
  /** Where progress and what failing rounds leave behind is kept. */
  readonly folder: string;
}

export const USAGE = `npm run test:faults -- [options]
  --only LIST     ids of faults in the order in which they strike, such as N11a,N1; all of them by default
  --strikes N     so many of each now, instead of what its least count is short of
  --seed N        of the first round (1)
  --fresh         forgets the rounds that are done
  --report        prints the table of all rounds that are done
  --sample        a few strikes of each kind, as in npm test
  --folder PATH   where rounds are kept (.data/faults)`;

/** @throws Error that says which option is wrong */
export function readOptions(args: readonly string[]): FaultOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: '' },
      strikes: { type: 'string' },
      seed: { type: 'string', default: '1' },
      fresh: { type: 'boolean', default: false },
      report: { type: 'boolean', default: false },
      sample: { type: 'boolean', default: false },
      folder: { type: 'string', default: '.data/faults' },
    },
  });
  return {
    only: values.only.split(',').filter((id) => id !== ''),
    ...(values.strikes !== undefined && { strikes: whole('--strikes', values.strikes) }),
    seed: whole('--seed', values.seed),
    fresh: values.fresh,
    report: values.report,
    sample: values.sample,
    folder: values.folder,
  };
}

function whole(option: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`${option} ${text} is not a whole number above 0`);
}
