import { Outlet, SettledHow } from '#contracts/gift-cards';
import { Currency } from '#kernel';
import { z } from 'zod';
import { NO_CURRENCY } from '../domain/pool-move.js';
import { netsOf, poolChangeIn, type Settlement, type Settlements } from '../domain/settlement.js';

export const BookCurrencyView = Currency.or(
  z.literal(NO_CURRENCY).describe('Of cards that nobody has issued'),
);

const OutletView = z.object({
  outlet: Outlet,
  collectedMinor: z.int().describe('Taken in for value'),
  honouredMinor: z.int().describe('Redeemed there, whoever sold it'),
  madeUpMinor: z.int().describe('Given for overdrafts'),
  netMinor: z.int().describe('To be handed over by the outlet, or owed to it when below zero'),
});

const CurrencyView = z.object({
  currency: BookCurrencyView,
  outlets: z.array(OutletView),
  across: z
    .array(z.object({ soldAt: Outlet, redeemedAt: Outlet, minor: z.int() }))
    .describe('Value by where it was sold and redeemed, but for what the hub has both sold and redeemed'),
  overdrafts: z.array(z.object({ how: SettledHow, bearer: Outlet, minor: z.int() })),
  poolChangeMinor: z.int().describe('The sum of all nets: what the balances of all cards have changed by'),
});
type CurrencyView = z.infer<typeof CurrencyView>;

export const SettlementView = z
  .object({ period: z.iso.date(), currencies: z.array(CurrencyView) })
  .meta({ id: 'Settlement' });
export type SettlementView = z.infer<typeof SettlementView>;

/** The same text for the same sums: keys and entries are in a fixed order. @param period such as `2026-01-31` */
export const settlementView = (period: string, settlements: Settlements): SettlementView => ({
  period,
  currencies: BOOK_CURRENCIES.flatMap((currency) => {
    const settlement = settlements[currency];
    return settlement ? [{ currency, ...currencyView(settlement) }] : [];
  }),
});

const BOOK_CURRENCIES = [...Currency.options, NO_CURRENCY] as const;

const currencyView = (settlement: Settlement): Omit<CurrencyView, 'currency'> => ({
  outlets: [...netsOf(settlement)],
  across: settlement.across.map(({ soldAt, redeemedAt, minor }) => ({ soldAt, redeemedAt, minor })),
  overdrafts: settlement.moves.flatMap(({ what, outlet: bearer, minor }) =>
    what === 'collected' || what === 'honoured' ? [] : [{ how: what, bearer, minor }],
  ),
  poolChangeMinor: poolChangeIn(settlement),
});

type Line = readonly [line: string, outlet: string, redeemedAt: string, minor: number];

/** As RFC 4180 has it. No field needs quotes: they are ids, words and numbers. */
export function settlementCsv({ period, currencies }: SettlementView): string {
  const lines = currencies.flatMap((each) =>
    linesOf(each).map((line) => [period, each.currency, ...line].join(',')),
  );
  return ['period,currency,line,outlet,redeemed_at,minor', ...lines].map((line) => `${line}\r\n`).join('');
}

const linesOf = ({ outlets, across, overdrafts, poolChangeMinor }: CurrencyView): readonly Line[] => [
  ...outlets.flatMap(({ outlet, collectedMinor, honouredMinor, madeUpMinor, netMinor }): Line[] => [
    ['collected', outlet, '', collectedMinor],
    ['honoured', outlet, '', honouredMinor],
    ['made-up', outlet, '', madeUpMinor],
    ['net', outlet, '', netMinor],
  ]),
  ...across.map(({ soldAt, redeemedAt, minor }): Line => ['across', soldAt, redeemedAt, minor]),
  ...overdrafts.map(({ how, bearer, minor }): Line => [how, bearer, '', minor]),
  ['pool-change', '', '', poolChangeMinor],
];
