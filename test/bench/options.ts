import { parseArgs } from 'node:util';
import { type ContenderName, CONTENDERS } from './contenders/contender.js';

export interface BenchOptions {
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly rounds: number;
  readonly inFlight: readonly number[];
  readonly contenders: readonly ContenderName[];
  /** Also tells which statements PostgreSQL spent its time on; counting them costs some. */
  readonly withStatements: boolean;
  /** Where the raw results go. */
  readonly json?: string;
  /** Options of Node for the measured processes. */
  readonly nodeOptions: readonly string[];
}

export const USAGE = `npm run bench -- [options]
  --transport LIST   what carries the platform's messages: postgres, rabbitmq or both (postgres)
  --contenders LIST  instead: any of ${CONTENDERS.join(', ')}
  --in-flight LIST   runs under way at once (1,32,128)
  --seconds N        measured time of a point (10)
  --warm-up N        seconds before it (3)
  --rounds N         how often each point is measured (2)
  --statements       also the statements that took longest
  --json FILE        raw results
  --node-option X    for the measured processes, may be repeated; for instance --cpu-prof`;

/** @throws Error that says which option is wrong */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      transport: { type: 'string', default: 'postgres' },
      contenders: { type: 'string' },
      'in-flight': { type: 'string', default: '1,32,128' },
      seconds: { type: 'string', default: '10' },
      'warm-up': { type: 'string', default: '3' },
      rounds: { type: 'string', default: '2' },
      statements: { type: 'boolean', default: false },
      json: { type: 'string' },
      'node-option': { type: 'string', multiple: true, default: [] },
    },
  });
  return {
    seconds: positive('--seconds', values.seconds),
    warmUpSeconds: positive('--warm-up', values['warm-up']),
    rounds: positive('--rounds', values.rounds),
    inFlight: values['in-flight'].split(',').map((each) => positive('--in-flight', each)),
    contenders: values.contenders === undefined ? carriedBy(values.transport) : named(values.contenders),
    withStatements: values.statements,
    ...(values.json !== undefined && { json: values.json }),
    nodeOptions: values['node-option'],
  };
}

function carriedBy(list: string): ContenderName[] {
  const platforms = list.split(',').flatMap((transport): ContenderName[] => {
    if (transport === 'postgres') return ['platform', 'platform-queued'];
    if (transport === 'rabbitmq') return ['platform-rabbitmq'];
    throw new Error(`--transport ${transport} is not known`);
  });
  return [...platforms, 'plain-loop'];
}

function named(list: string): ContenderName[] {
  return list.split(',').map((name) => {
    const contender = CONTENDERS.find((each) => each === name);
    if (!contender) throw new Error(`--contenders ${name} is not known`);
    return contender;
  });
}

function positive(option: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new Error(`${option} ${text} is not a number above 0`);
}
