import { describe, expect, it } from '@jest/globals';
import { array, assert, integer, nat, property } from 'fast-check';
import { backing, giveBack, lessGivenBack, minorOf } from './backing.js';
import { DRAWS_MAX } from './statements.js';

const allowances = array(integer({ min: -50, max: 200 }), { maxLength: 6 }).map((lefts) =>
  lefts.map((leftMinor, at) => ({ allowanceId: `allowance-${at}`, leftMinor })),
);
const amounts = integer({ min: 1, max: 800 });

describe('What backs an amount', () => {
  it('is taken from the first allowance first, and no more than is there', () => {
    const from = [
      { allowanceId: 'first', leftMinor: 300 },
      { allowanceId: 'overdrawn', leftMinor: -20 },
      { allowanceId: 'second', leftMinor: 300 },
    ];
    expect(backing(500, from)).toEqual({
      draws: [
        { allowanceId: 'first', minor: 300 },
        { allowanceId: 'second', minor: 200 },
      ],
      unbackedMinor: 0,
    });
    expect(backing(700, from).unbackedMinor).toBe(100);
  });

  it('never names more allowances than a statement can hold', () => {
    const many = Array.from({ length: DRAWS_MAX + 1 }, (_, at) => ({ allowanceId: `${at}`, leftMinor: 1 }));
    const { draws, unbackedMinor } = backing(DRAWS_MAX + 1, many);
    expect([draws.length, unbackedMinor]).toEqual([DRAWS_MAX, 1]);
  });

  it('is all of the amount, whatever is there', () => {
    assert(
      property(amounts, allowances, (minor, from) => {
        const backed = backing(minor, from);
        expect(minorOf(backed)).toBe(minor);
        for (const draw of backed.draws) {
          const left = from.find(({ allowanceId }) => allowanceId === draw.allowanceId)?.leftMinor ?? 0;
          expect(draw.minor).toBeGreaterThan(0);
          expect(draw.minor).toBeLessThanOrEqual(left);
        }
        // Something is unbacked only where nothing is left to draw on.
        const drawable = from.reduce((sum, { leftMinor }) => sum + Math.max(0, leftMinor), 0);
        expect(backed.unbackedMinor).toBe(Math.max(0, minor - drawable));
      }),
    );
  });
});

describe('What goes back', () => {
  it('goes to the unbacked part first, then to the allowance that was drawn on last', () => {
    const draws = [
      { allowanceId: 'first', minor: 300 },
      { allowanceId: 'second', minor: 200 },
    ];
    expect(giveBack(350, { draws, unbackedMinor: 100 })).toEqual({
      back: [
        { allowanceId: 'second', minor: 200 },
        { allowanceId: 'first', minor: 50 },
      ],
      unbackedBackMinor: 100,
    });
  });

  it('leaves what still backs the rest, however it is divided', () => {
    assert(
      property(amounts, allowances, array(nat({ max: 300 }), { maxLength: 5 }), (minor, from, parts) => {
        let left = backing(minor, from);
        let leftMinor = minor;
        for (const wanted of parts) {
          const part = Math.min(wanted, leftMinor);
          const back = giveBack(part, left);
          expect(minorOf({ draws: back.back, unbackedMinor: back.unbackedBackMinor })).toBe(part);
          left = lessGivenBack(left, back);
          leftMinor -= part;
          expect(minorOf(left)).toBe(leftMinor);
          expect(left.draws.every((draw) => draw.minor > 0) && left.unbackedMinor >= 0).toBe(true);
          expect(back.back.length === 0 || left.unbackedMinor === 0).toBe(true);
        }
      }),
    );
  });
});
