import { parseArgs } from 'node:util';
import { type Configuration, CONFIGURATIONS } from '#testing/store-simulation';
import { optionsFrom, optionsOn, type SimulationOptions, usageOf } from '../options.js';

export interface StoreOptions extends SimulationOptions {
  /** Undefined where each seed has one of its own. */
  readonly policy: Configuration | undefined;
}

export const USAGE = usageOf(
  'simulate:stores',
  `  --policy NAME         all cards are ${CONFIGURATIONS.join(', ')} (each in turn)\n`,
);

/** @throws Error that says which option is wrong */
export function readOptions(args: readonly string[], cores: number): StoreOptions {
  const options = { ...optionsOn(cores), policy: { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  return { ...optionsFrom(values), policy: policyOf(values.policy) };
}

/** @throws Error when there is no such policy */
export function policyOf(name: string | undefined): Configuration | undefined {
  if (name === undefined) return undefined;
  const policy = CONFIGURATIONS.find((each) => each === name);
  if (policy) return policy;
  throw new Error(`--policy ${name} is none of ${CONFIGURATIONS.join(', ')}`);
}
