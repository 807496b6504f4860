import { parseArgs } from 'node:util';
import { type Configuration, CONFIGURATIONS } from '#testing/store-simulation';
import { whole } from '../options.js';

export interface StoreOptions {
  readonly from: number;
  readonly seeds: number;
  /** A single world, told as a story if it breaks. */
  readonly single: boolean;
  readonly checkDeterminism: boolean;
  readonly json: boolean;
  readonly untilFailure: boolean;
  readonly workers: number;
  /** Undefined where each seed has one of its own. */
  readonly policy: Configuration | undefined;
}

export const USAGE = `npm run simulate:stores -- [options]
  --seeds N             worlds to run (1,000)
  --from N              the first seed (1)
  --seed N              only this one; its story is told, even when nothing breaks
  --policy NAME         all cards are ${CONFIGURATIONS.join(', ')} (each in turn)
  --check-determinism   runs each seed twice and compares (1 in 100 is always compared)
  --until-failure       stops soon after the first failure
  --json                prints one line: { seeds, failures: [{ seed, invariant, what }], firstFailure }
  --workers N           processes (as many as the machine has cores)`;

/** @throws Error that says which option is wrong */
export function readOptions(args: readonly string[], cores: number): StoreOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      policy: { type: 'string' },
      'check-determinism': { type: 'boolean', default: false },
      'until-failure': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      workers: { type: 'string', default: String(cores) },
    },
  });
  const { seed } = values;
  return {
    from: seed === undefined ? whole('--from', values.from) : whole('--seed', seed),
    seeds: seed === undefined ? whole('--seeds', values.seeds) : 1,
    single: seed !== undefined,
    checkDeterminism: values['check-determinism'],
    json: values.json,
    untilFailure: values['until-failure'],
    workers: seed === undefined ? whole('--workers', values.workers) : 1,
    policy: policyOf(values.policy),
  };
}

/** @throws Error when there is no such policy */
export function policyOf(name: string | undefined): Configuration | undefined {
  if (name === undefined) return undefined;
  const policy = CONFIGURATIONS.find((each) => each === name);
  if (policy) return policy;
  throw new Error(`--policy ${name} is none of ${CONFIGURATIONS.join(', ')}`);
}
