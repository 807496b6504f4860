import { parseArgs } from 'node:util';

export interface SimulationOptions {
  readonly from: number;
  readonly seeds: number;
  /** A single world, told as a story if it breaks. */
  readonly single: boolean;
  /** Runs every seed twice. */
  readonly checkDeterminism: boolean;
  /** Prints one line of JSON instead of a report. */
  readonly json: boolean;
  /** Stops after the first failure. */
  readonly untilFailure: boolean;
  readonly workers: number;
}

/** @param more lines about what only this command takes */
export const usageOf = (command: string, more = ''): string => `npm run ${command} -- [options]
  --seeds N             worlds to run (1,000)
  --from N              the first seed (1)
  --seed N              only this one; its story is told, even when nothing breaks
${more}  --check-determinism   runs each seed twice and compares (1 in 100 is always compared)
  --until-failure       stops soon after the first failure
  --json                prints one line: { seeds, failures: [{ seed, invariant, what }], firstFailure }
  --workers N           processes (as many as the machine has cores)`;

export const USAGE = usageOf('simulate');

/** What `parseArgs` is to read for every simulation. */
export const optionsOn = (cores: number) =>
  ({
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    'check-determinism': { type: 'boolean', default: false },
    'until-failure': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    workers: { type: 'string', default: String(cores) },
  }) as const;

/** @throws Error that says which option is wrong */
export function readOptions(args: readonly string[], cores: number): SimulationOptions {
  return optionsFrom(parseArgs({ args: [...args], options: optionsOn(cores) }).values);
}

interface Values {
  readonly seeds: string;
  readonly from: string;
  readonly seed?: string | undefined;
  readonly 'check-determinism': boolean;
  readonly 'until-failure': boolean;
  readonly json: boolean;
  readonly workers: string;
}

/** @throws Error that says which option is wrong */
export function optionsFrom(values: Values): SimulationOptions {
  const { seed } = values;
  return {
    from: seed === undefined ? whole('--from', values.from) : whole('--seed', seed),
    seeds: seed === undefined ? whole('--seeds', values.seeds) : 1,
    single: seed !== undefined,
    checkDeterminism: values['check-determinism'],
    json: values.json,
    untilFailure: values['until-failure'],
    workers: seed === undefined ? whole('--workers', values.workers) : 1,
  };
}

function whole(option: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`${option} ${text} is not a whole number above 0`);
}
