import { describe, expect, it } from '@jest/globals';
import { array, assert, nat, property, tuple } from 'fast-check';

import { Remembered } from './remembered.js';

interface Answer {
  readonly answer: number;
}

describe('What an aggregate remembers', () => {
  it('is found by its id, the newest of it, and is told as a whole, like in a Map', () => {
    const entries = array(tuple(nat(40), nat()), { maxLength: 200 });
    assert(
      property(entries, (pairs) => {
        let remembered = Remembered.nothing<Answer>();
        const expected = new Map<string, Answer>();
        for (const [id, answer] of pairs) {
          remembered = remembered.with(`${id}`, { answer });
          expected.set(`${id}`, { answer });
        }
        for (let id = 0; id <= 41; id += 1) {
          expect(remembered.get(`${id}`)).toEqual(expected.get(`${id}`));
        }
        const told = [...remembered.values()].map(({ answer }) => answer);
        expect(told.toSorted()).toEqual([...expected.values()].map(({ answer }) => answer).toSorted());
      }),
    );
  });

  it('does not change when more is remembered', () => {
    const before = Remembered.nothing<Answer>().with('a', { answer: 1 });
    before.with('a', { answer: 2 }).with('b', { answer: 3 });
    expect(before.get('a')).toEqual({ answer: 1 });
    expect(before.get('b')).toBeUndefined();
  });
});
