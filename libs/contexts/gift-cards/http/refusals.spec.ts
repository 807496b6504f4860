import { describe, expect, it } from '@jest/globals';
import { InsufficientBalance } from '../contracts/index.js';
import { cardProblems } from './refusals.js';

const cardId = '01980000-0000-7000-8000-00000000c001';

describe('A balance that is too low', () => {
  const detailOf = (setAside?: number) => {
    const refusal = new InsufficientBalance({
      cardId,
      available: 250,
      requested: 800,
      currency: 'EUR',
      ...(setAside !== undefined && { setAside }),
    });
    return cardProblems.find((each) => each.refusal === InsufficientBalance)?.detail(refusal.data);
  };

  it('is told with what is there', () => {
    expect(detailOf()).toBe('2.50 EUR is available, 8.00 EUR was asked for');
  });

  it('is told with what is at stores, so that it can be asked back', () => {
    expect(detailOf(600)).toBe(
      '2.50 EUR is available, 8.00 EUR was asked for; 6.00 EUR is set aside at stores',
    );
  });
});
