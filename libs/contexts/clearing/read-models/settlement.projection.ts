import { type MessageOf, projection, type Recorded } from '#kernel';
import { SettlementPeriodClosed } from '../contracts/index.js';
import { closePeriod, noPeriods, type OpenPeriods, settleInPeriod } from '../domain/periods.js';
import { settledEvents } from '../domain/settlement.js';

const events = [...settledEvents, SettlementPeriodClosed] as const;

/** The key of the only row: what comes late for one period falls into another. */
export const OPEN_PERIODS = 'open';

/** The periods that are not closed, and what came together in them. */
export const settlement = projection('clearing.settlement', {
  version: 2,
  events,
  rowKey: () => OPEN_PERIODS,
  evolve: (
    row: OpenPeriods = noPeriods,
    { event, at }: Recorded<MessageOf<(typeof events)[number]>>,
  ): OpenPeriods =>
    event.type === 'clearing.settlement-period-closed'
      ? closePeriod(row, event)
      : settleInPeriod(row, event, at),
});
