import { describe, expect, it } from '@jest/globals';
import { readOptions } from './options.js';

describe('The options of the benchmark', () => {
  it('measure by default the platform on PostgreSQL beside the plain loop', () => {
    expect(readOptions([])).toEqual({
      contenders: ['platform', 'platform-queued', 'plain-loop'],
      inFlight: [1, 32, 128],
      seconds: 10,
      warmUpSeconds: 3,
      rounds: 2,
      withStatements: false,
      nodeOptions: [],
    });
  });

  it('choose what carries messages', () => {
    const { contenders } = readOptions(['--transport', 'rabbitmq']);
    expect(contenders).toEqual(['platform-rabbitmq', 'plain-loop']);
  });

  it('choose contenders, loads and times', () => {
    const args = '--contenders platform --in-flight 2,4 --seconds 0.5 --rounds 1 --json out.json'.split(' ');
    expect(readOptions(args)).toMatchObject({
      contenders: ['platform'],
      inFlight: [2, 4],
      seconds: 0.5,
      rounds: 1,
      json: 'out.json',
    });
  });

  it.each(['--transport pigeon', '--contenders nobody', '--seconds soon', '--in-flight 1,0', '--unknown'])(
    'refuse %s',
    (args) => {
      const [option = ''] = args.split(' ');
      expect(() => readOptions(args.split(' '))).toThrow(option);
    },
  );
});
