import type { CurrencyStatement } from '../contracts/index.js';
import type { PoolMove } from './pool-move.js';
import { accountsOf } from './postings.js';
import {
  netsOf,
  poolChangeIn,
  type Settlement,
  type Settlements,
  settledTogether,
  settlementsIn,
} from './settlement.js';

/** What settlements come to: the same for the same sums, in the same order. */
export const statementOf = (settlements: Settlements): CurrencyStatement[] =>
  settlementsIn(settlements).map(([currency, settlement]) => ({
    currency,
    outlets: [...netsOf(settlement)],
    across: settlement.across.map(({ soldAt, redeemedAt, minor }) => ({ soldAt, redeemedAt, minor })),
    overdrafts: settlement.moves.flatMap(({ what, outlet: bearer, minor }) =>
      what === 'collected' || what === 'honoured' ? [] : [{ how: what, bearer, minor }],
    ),
    postings: [...accountsOf(settlement.moves, currency)],
    poolChangeMinor: poolChangeIn(settlement),
  }));

/** What of settlements a statement does not tell. */
export function notStated(settlements: Settlements, statement: readonly CurrencyStatement[]): Settlements {
  const stated = Object.fromEntries(statement.map((each) => [each.currency, taken(each)]));
  const rest = settlementsIn(settledTogether(settlements, stated)).map(
    ([currency, settlement]) => [currency, withoutNothing(settlement)] as const,
  );
  return Object.fromEntries(rest.filter(([, { moves, across }]) => moves.length + across.length > 0));
}

/** What a statement tells, as what takes it away. */
function taken({ outlets, across, overdrafts }: CurrencyStatement): Settlement {
  const moves = [
    ...outlets.flatMap(({ outlet, collectedMinor, honouredMinor }): PoolMove[] => [
      { what: 'collected', outlet, minor: -collectedMinor },
      { what: 'honoured', outlet, minor: -honouredMinor },
    ]),
    ...overdrafts.map(({ how, bearer, minor }): PoolMove => ({ what: how, outlet: bearer, minor: -minor })),
  ];
  return { moves, across: across.map((each) => ({ ...each, minor: -each.minor })) };
}

const withoutNothing = ({ moves, across }: Settlement): Settlement => ({
  moves: moves.filter(({ minor }) => minor !== 0),
  across: across.filter(({ minor }) => minor !== 0),
});
