import {
  accept,
  alreadyDone,
  canonicalJson,
  type Decision,
  type DecisionContext,
  decider,
  refuse,
  when,
} from '#kernel';
import {
  CloseSettlementPeriod,
  PeriodNotOver,
  PeriodNotSettled,
  PeriodWasClosed,
  SettlementPeriodClosed,
} from '../contracts/index.js';
import { endOf } from './periods.js';

interface SettlementPeriod {
  readonly closed: SettlementPeriodClosed | undefined;
}

const open: SettlementPeriod = { closed: undefined };

/** A period of settlement, and what it came to. */
export const settlementPeriod = decider('clearing.settlement-period', {
  initial: open,
  events: [SettlementPeriodClosed],
  evolve: (_, closed: SettlementPeriodClosed): SettlementPeriod => ({ closed }),
  decisions: [when(CloseSettlementPeriod, close)],
});

/** Once: money may have moved by it. */
function close(
  { closed }: SettlementPeriod,
  { data: { settledAtMs, ...statement } }: CloseSettlementPeriod,
  { now }: DecisionContext,
): Decision<SettlementPeriodClosed, PeriodNotOver | PeriodNotSettled | PeriodWasClosed> {
  const { period } = statement;
  if (closed) {
    const isTheSame = canonicalJson(closed.data.currencies) === canonicalJson(statement.currencies);
    return isTheSame ? alreadyDone(closed) : refuse(new PeriodWasClosed({ period, by: closed.data.by }));
  }
  if (now < endOf(period)) return refuse(new PeriodNotOver({ period }));
  if (settledAtMs < endOf(period)) return refuse(new PeriodNotSettled({ period }));
  return accept(new SettlementPeriodClosed(statement));
}
