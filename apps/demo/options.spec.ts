import { describe, expect, it } from '@jest/globals';

import { InvalidOptions, readOptions } from './options.js';

const read = (args: string[], environment: NodeJS.ProcessEnv = {}) => readOptions(args, environment, 42);

describe('The options of the demo', () => {
  it('are complete without any', () => {
    expect(read([])).toEqual({
      url: 'http://127.0.0.1:3000',
      cards: 200,
      purchases: 400,
      concurrency: 16,
      seed: 42,
      withinSeconds: 180,
      hangSeconds: 15,
    });
  });

  it('can all be said', () => {
    const args = '--cards 30 --purchases 50 --concurrency 4 --seed 7 --within 60 --hang 3'.split(' ');
    const environment = {
      COUNTERSIGN_URL: 'https://hub.example/',
      COUNTERSIGN_KEY: 'csk_shop_1',
      COUNTERSIGN_DATA_DIR: '/data',
      PAYMENT_SANDBOX_URL: 'http://127.0.0.1:4010',
    };
    expect(read(args, environment)).toEqual({
      url: 'https://hub.example',
      key: 'csk_shop_1',
      dataDir: '/data',
      sandboxUrl: 'http://127.0.0.1:4010',
      cards: 30,
      purchases: 50,
      concurrency: 4,
      seed: 7,
      withinSeconds: 60,
      hangSeconds: 3,
    });
  });

  it.each([
    ['--cards', '19'],
    ['--purchases', '39'],
    ['--purchases', '10001'],
    ['--concurrency', '0'],
    ['--seed', '-1'],
    ['--within', 'soon'],
    ['--hang', '1.5'],
  ])('refuse %s %s', (name, value) => {
    expect(() => read([`${name}=${value}`])).toThrow(InvalidOptions);
  });

  it('refuse what nobody knows, and an address that is none', () => {
    expect(() => read(['--speed', '9'])).toThrow(InvalidOptions);
    expect(() => read([], { COUNTERSIGN_URL: 'localhost' })).toThrow('COUNTERSIGN_URL=localhost');
  });
});
