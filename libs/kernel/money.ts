import { z } from 'zod';

/** Currencies that can be traded, with the digits behind the point that their minor unit has. */
export const MINOR_DIGITS = { EUR: 2, USD: 2, GBP: 2, CHF: 2, JPY: 0 } as const;

export const Currency = z.enum(['EUR', 'USD', 'GBP', 'CHF', 'JPY']);
export type Currency = z.infer<typeof Currency>;

/** No single amount may be larger: a guard against slips, in minor units. */
export const AMOUNT_MINOR_MAX = 100_000_000;

/** An amount above zero, in whole minor units (cents). */
export const Money = z.strictObject({
  minor: z.int().positive().max(AMOUNT_MINOR_MAX),
  currency: Currency,
});
export type Money = z.infer<typeof Money>;

/** @param minor in minor units. @returns for instance `12.50 EUR` */
export function formatMoney(minor: number, currency: Currency): string {
  const digits = MINOR_DIGITS[currency];
  return `${(minor / 10 ** digits).toFixed(digits)} ${currency}`;
}
