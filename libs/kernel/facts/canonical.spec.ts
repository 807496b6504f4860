import { describe, expect, it } from '@jest/globals';
import { assert, integer, property, string, uniqueArray } from 'fast-check';
import { canonicalJson } from './canonical.js';

describe('Canonical JSON', () => {
  it('sorts names by their UTF-16 units, at every depth, and has no spaces', () => {
    expect(canonicalJson({ b: [{ z: 1, a: null }], a: 'ö', A: true })).toBe(
      '{"A":true,"a":"ö","b":[{"a":null,"z":1}]}',
    );
  });

  it('leaves out what is not there, and writes zero in one way', () => {
    expect(canonicalJson({ a: undefined, b: -0 })).toBe('{"b":0}');
  });

  it.each([1.5, Number.NaN, Infinity, 2 ** 53])('has no number %p', (number) => {
    expect(() => canonicalJson(number)).toThrow(TypeError);
  });

  it('has no half of a surrogate pair', () => {
    expect(() => canonicalJson({ text: '\ud800' })).toThrow('surrogate');
  });

  it('is one text for one value, in whatever order its names were written', () => {
    const names = uniqueArray(string({ unit: 'grapheme' }), { maxLength: 8 });
    assert(
      property(names, integer(), (keys, number) => {
        const there = Object.fromEntries(keys.map((key, index) => [key, number + index]));
        const back = Object.fromEntries(Object.entries(there).toReversed());
        expect(canonicalJson(back)).toBe(canonicalJson(there));
        expect(JSON.parse(canonicalJson(there))).toEqual(there);
      }),
    );
  });
});
