import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, property } from 'fast-check';
import { authorizationCode } from './answer.js';

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const factIds = array(constantFrom(...BASE64URL), { minLength: 43, maxLength: 43 }).map((letters) =>
  letters.join(''),
);

describe('The code on a receipt', () => {
  it('can be read to somebody: eight letters of which none looks like another', () => {
    assert(property(factIds, (id) => expect(authorizationCode(id)).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/)));
  });

  it('is the same for the same fact, and tells facts apart', () => {
    const id = 'q83vASNFZ4kBI0VniasBI0VniasBI0VniasBI0Vnias';
    expect(authorizationCode(id)).toBe('NF6YY093');
    expect(authorizationCode(`r${id.slice(1)}`)).not.toBe(authorizationCode(id));
  });
});
