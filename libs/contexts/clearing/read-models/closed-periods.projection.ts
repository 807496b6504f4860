import { type DataOf, projection, type Recorded } from '#kernel';
import { SettlementPeriodClosed } from '../contracts/index.js';

export interface ClosedPeriodRow extends DataOf<typeof SettlementPeriodClosed> {
  /** ISO 8601 in UTC. */
  readonly closedAt: string;
}

/** Statements of the periods that are closed. */
export const closedPeriods = projection('clearing.closed-periods', {
  version: 1,
  events: [SettlementPeriodClosed],
  rowKey: ({ data }) => data.period,
  evolve: (
    _: ClosedPeriodRow | undefined,
    { event: { data }, at }: Recorded<SettlementPeriodClosed>,
  ): ClosedPeriodRow => ({ ...data, closedAt: at }),
});
