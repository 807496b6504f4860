import { describe, expect, it } from '@jest/globals';
import { unknownCard } from '../domain/known-card.js';
import { CardsAtHand } from './cards-at-hand.js';

const [first, second, third] = ['first', 'second', 'third'].map(unknownCard);

describe('Cards at hand', () => {
  it('are those that were kept last', () => {
    const atHand = new CardsAtHand();
    const changed = { ...unknownCard('first'), listed: undefined };
    atHand.keep([unknownCard('first')]);
    atHand.keep([changed]);
    expect(atHand.get('first')).toBe(changed);
    expect(atHand.get('second')).toBeUndefined();
  });

  it('are as many as there is room for: the one that was not used for longest goes', () => {
    const atHand = new CardsAtHand(2);
    atHand.keep([unknownCard('first'), unknownCard('second')]);
    atHand.keep([unknownCard('first')]);
    atHand.keep([unknownCard('third')]);
    expect([atHand.get('first'), atHand.get('second'), atHand.get('third')]).toEqual([
      first,
      undefined,
      third,
    ]);
  });

  it('make room again when they are forgotten', () => {
    const atHand = new CardsAtHand(2);
    atHand.keep([unknownCard('first'), unknownCard('second')]);
    atHand.forget('first');
    atHand.keep([unknownCard('third')]);
    expect([atHand.get('first'), atHand.get('second'), atHand.get('third')]).toEqual([
      undefined,
      second,
      third,
    ]);
    atHand.clear();
    atHand.keep([unknownCard('first'), unknownCard('second')]);
    expect([atHand.get('first'), atHand.get('second'), atHand.get('third')]).toEqual([
      first,
      second,
      undefined,
    ]);
  });
});
