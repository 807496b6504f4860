import { describe, expect, it } from '@jest/globals';
import { folderOf, InvalidOptions, readOptions } from './options.js';

describe('The options of a store', () => {
  it('need no more than a name', () => {
    expect(readOptions(['--name', 'Main Street'], {})).toMatchObject({
      name: 'Main Street',
      host: '127.0.0.1',
    });
  });

  it.each([
    [[], '--name is missing'],
    [['--name', '…'], '--name must have a letter or a digit'],
    [['--name', 'A', '--hub', 'ftp://hub'], '--hub'],
    [['--name', 'A', '--hub', 'http://hub/v1'], '--hub must be an address without a path'],
    [['--name', 'A', '--port', '70000'], '--port'],
    [['--name', 'A', '--colour', 'red'], '--colour'],
  ])('name what is wrong with %j', (args, why) => {
    expect(() => readOptions(args, {})).toThrow(InvalidOptions);
    expect(() => readOptions(args, {})).toThrow(why);
  });

  it('take no till key that could be guessed', () => {
    expect(() => readOptions(['--name', 'A'], { COUNTERSIGN_TILL_KEY: '1234' })).toThrow(
      'COUNTERSIGN_TILL_KEY',
    );
  });

  it('make a folder of any name', () => {
    expect(folderOf('  Café № 7 / Süd ')).toMatch(/^[\p{L}\p{N}\u0300-\u036f-]+$/u);
  });
});
