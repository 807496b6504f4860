import { z } from 'zod';
import { CurrencyStatement, Period } from '../contracts/index.js';
import { endOf, noPeriods, type OpenPeriods } from '../domain/periods.js';
import { statementOf } from '../domain/statement.js';
import type { ClosedPeriodRow } from '../read-models/closed-periods.projection.js';

export const SettlementView = z
  .object({
    period: Period,
    status: z
      .enum(['open', 'over', 'closed'])
      .describe(
        '`over`: nothing more falls into it but what is late; `closed`: nothing does, and it stays as it is',
      ),
    closed: z.object({ by: z.string(), why: z.string(), at: z.iso.datetime() }).optional(),
    currencies: z.array(CurrencyStatement),
  })
  .meta({ id: 'Settlement' });
export type SettlementView = z.infer<typeof SettlementView>;

interface Known {
  readonly closed: ClosedPeriodRow | undefined;
  readonly open: OpenPeriods | undefined;
  readonly nowMs: number;
}

/** Keys are in the order of their declaration, however a database keeps them: the same text for the same sums. */
export function settlementView(period: string, { closed, open = noPeriods, nowMs }: Known): SettlementView {
  if (closed) {
    const { by, why, closedAt: at, currencies } = closed;
    return SettlementView.parse({ period, status: 'closed', closed: { by, why, at }, currencies });
  }
  const currencies = statementOf(open.open[period] ?? {});
  return { period, status: nowMs < endOf(period) ? 'open' : 'over', currencies };
}

type Line = readonly [line: string, outlet: string, redeemedAt: string, minor: number];

/** As RFC 4180 has it. No field needs quotes: they are ids, words and numbers. */
export function settlementCsv({ period, currencies }: SettlementView): string {
  const lines = currencies.flatMap((each) =>
    linesOf(each).map((line) => [period, each.currency, ...line].join(',')),
  );
  return ['period,currency,line,outlet,redeemed_at,minor', ...lines].map((line) => `${line}\r\n`).join('');
}

const linesOf = ({ outlets, across, overdrafts, poolChangeMinor }: CurrencyStatement): readonly Line[] => [
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
