import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly rounds: number;
  readonly inFlight: readonly number[];
  /** Also over RabbitMQ. */
  readonly withRabbit: boolean;
  /** Also tells which statements PostgreSQL spent its time on; counting them costs some. */
  readonly withStatements: boolean;
  /** Where the raw results go. */
  readonly json?: string;
  /** Options of Node for the measured processes. */
  readonly nodeOptions: readonly string[];
}

export const USAGE = `npm run bench -- [options]
  --transport LIST   postgres, rabbitmq or both (postgres)
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
      'in-flight': { type: 'string', default: '1,32,128' },
      seconds: { type: 'string', default: '10' },
      'warm-up': { type: 'string', default: '3' },
      rounds: { type: 'string', default: '2' },
      statements: { type: 'boolean', default: false },
      json: { type: 'string' },
      'node-option': { type: 'string', multiple: true, default: [] },
    },
  });
  const transports = values.transport.split(',');
  const unknown = transports.find((each) => each !== 'postgres' && each !== 'rabbitmq');
  if (unknown !== undefined) throw new Error(`--transport ${unknown} is not known`);
  return {
    seconds: positive('--seconds', values.seconds),
    warmUpSeconds: positive('--warm-up', values['warm-up']),
    rounds: positive('--rounds', values.rounds),
    inFlight: values['in-flight'].split(',').map((each) => positive('--in-flight', each)),
    withRabbit: transports.includes('rabbitmq'),
    withStatements: values.statements,
    ...(values.json !== undefined && { json: values.json }),
    nodeOptions: values['node-option'],
  };
}

function positive(option: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new Error(`${option} ${text} is not a number above 0`);
}
