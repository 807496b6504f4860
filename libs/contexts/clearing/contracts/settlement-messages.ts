import { Outlet, SettledHow, ValueMove } from '#contracts/gift-cards';
import { command, Currency, event, refusal } from '#kernel';
import { z } from 'zod';
import { Who, Why } from './fields.js';

const key = { key: 'period' } as const;

/** A day in UTC, such as `2026-01-31`. */
export const Period = z.iso.date();

/** A card that nobody has issued has no currency: what stores say of it is kept under the code that ISO 4217 has for that. */
export const NO_CURRENCY = 'XXX';
export const BookCurrency = Currency.or(z.literal(NO_CURRENCY).describe('Of cards that nobody has issued'));
export type BookCurrency = z.infer<typeof BookCurrency>;

export const OutletNet = z.strictObject({
  outlet: Outlet,
  collectedMinor: z.int().describe('Taken in for value'),
  honouredMinor: z.int().describe('Redeemed there, whoever sold it'),
  madeUpMinor: z.int().describe('Given for overdrafts'),
  netMinor: z.int().describe('To be handed over by the outlet, or owed to it when below zero'),
});
export type OutletNet = z.infer<typeof OutletNet>;

/** What a period comes to in one currency; amounts in minor units. */
export const CurrencyStatement = z.strictObject({
  currency: BookCurrency,
  outlets: z.array(OutletNet),
  across: z
    .array(ValueMove)
    .describe('Value by where it was sold and redeemed, but for what the hub has both sold and redeemed'),
  overdrafts: z.array(z.strictObject({ how: SettledHow, bearer: Outlet, minor: z.int() })),
  postings: z
    .array(z.strictObject({ account: z.string(), minor: z.int() }))
    .describe('What was posted to each account: debits above zero, credits below, together zero'),
  poolChangeMinor: z.int().describe('The sum of all nets: what the balances of all cards have changed by'),
});
export type CurrencyStatement = z.infer<typeof CurrencyStatement>;

/** `currencies` is what was settled in it by `settledAtMs`, in milliseconds since 1970 by the hub's clock. */
export class CloseSettlementPeriod extends command(
  'clearing.close-settlement-period',
  { period: Period, by: Who, why: Why, settledAtMs: z.int(), currencies: z.array(CurrencyStatement) },
  key,
) {}

/** This is what it came to. What the hub hears of it from now on falls into the next period that is open. */
export class SettlementPeriodClosed extends event(
  'clearing.settlement-period-closed',
  { period: Period, by: Who, why: Why, currencies: z.array(CurrencyStatement) },
  key,
) {}

export class PeriodNotOver extends refusal('clearing.period-not-over', { period: Period }, key) {}

/** What was settled by then is not all of it. */
export class PeriodNotSettled extends refusal('clearing.period-not-settled', { period: Period }, key) {}

/** With another statement. */
export class PeriodWasClosed extends refusal(
  'clearing.period-was-closed',
  { period: Period, by: Who },
  key,
) {}
