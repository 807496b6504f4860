import { describe, expect, it } from '@jest/globals';
import { readOptions } from './options.js';

describe('The options of the benchmark of stores', () => {
  it('measure everything by default, as large as the aims are', () => {
    expect(readOptions([])).toEqual({
      only: ['approvals', 'cards', 'catch-up'],
      seconds: 10,
      rate: 100,
      inFlight: 64,
      cards: 2_000_000,
      facts: 100_000,
      factCards: 2_000,
    });
  });

  it('choose parts and sizes', () => {
    expect(readOptions('--only cards,catch-up --cards 10 --facts 20'.split(' '))).toMatchObject({
      only: ['cards', 'catch-up'],
      cards: 10,
      facts: 20,
    });
  });

  it.each(['--only nothing', '--facts many', '--cards 0', '--seconds 1.5', '--unknown'])(
    'refuse %s',
    (args) => {
      const [option = ''] = args.split(' ');
      expect(() => readOptions(args.split(' '))).toThrow(option);
    },
  );
});
