import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, integer, property, record } from 'fast-check';

import { AMOUNT_MINOR_MAX, Currency, formatMoney, MINOR_DIGITS, Money } from './money.js';

const accepted = (candidate: unknown): boolean => Money.safeParse(candidate).success;

describe('Money', () => {
  it('is a whole number of minor units above zero, in a currency', () => {
    expect(Money.parse({ minor: 1250, currency: 'EUR' })).toEqual({ minor: 1250, currency: 'EUR' });
  });

  it.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '5', null, 5n])('is never %p', (minor) => {
    expect(accepted({ minor, currency: 'EUR' })).toBe(false);
  });

  it('ends at its limit', () => {
    expect(accepted({ minor: AMOUNT_MINOR_MAX, currency: 'USD' })).toBe(true);
    expect(accepted({ minor: AMOUNT_MINOR_MAX + 1, currency: 'USD' })).toBe(false);
  });

  it.each(['XXX', 'eur', '', undefined])('is not in the currency %p', (currency) => {
    expect(accepted({ minor: 1, currency })).toBe(false);
  });

  it('has no other fields', () => {
    expect(accepted({ minor: 1, currency: 'EUR', major: 1 })).toBe(false);
  });

  it('knows the digits of every currency', () => {
    expect(Object.keys(MINOR_DIGITS).toSorted()).toEqual(Currency.options.toSorted());
  });
});

describe('An amount for people', () => {
  it.each([
    [1250, 'EUR', '12.50 EUR'],
    [5, 'USD', '0.05 USD'],
    [0, 'GBP', '0.00 GBP'],
    [-1999, 'CHF', '-19.99 CHF'],
    [1250, 'JPY', '1250 JPY'],
    [AMOUNT_MINOR_MAX, 'EUR', '1000000.00 EUR'],
  ] as const)('reads %p %s as %s', (minor, currency, text) => {
    expect(formatMoney(minor, currency)).toBe(text);
  });

  it('loses no minor unit', () => {
    const amounts = record({
      minor: integer({ min: 1, max: AMOUNT_MINOR_MAX }),
      currency: constantFrom(...Currency.options),
    });
    assert(
      property(amounts, ({ minor, currency }) => {
        const digitsAlone = formatMoney(minor, currency).replace(/\D/g, '');
        expect(Number(digitsAlone)).toBe(minor);
      }),
    );
  });
});
