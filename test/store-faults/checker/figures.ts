import { groupBy } from '../../faults/checker/shape.js';
import { isApproved } from '../trade/journal.js';
import type { Evidence } from './evidence.js';

/** How much there was to judge: a promise that was never put to the test is not kept. */
export interface Figures {
  readonly requests: number;
  readonly approved: number;
  /** By what was asked for. */
  readonly approvedBy: Readonly<Record<string, number>>;
  readonly declined: number;
  /** Asked, and never told: the node had no word for anybody any more. */
  readonly untold: number;
  readonly toldAgain: number;
  readonly reuses: number;
  /** Facts on the hub's cards. */
  readonly recorded: number;
  readonly forked: number;
  readonly unbackedMinor: number;
  readonly grantedMinor: number;
  readonly cardsBelowZero: number;
  readonly lowestMinor: number;
  /** Approved, and not on the hub's cards: they went with a disk, or are kept by a node that may not speak. */
  readonly missing: number;
}

export function figuresOf({ deals, reuses, recorded, cards, stores }: Evidence): Figures {
  const ids = new Set(recorded.map(({ id }) => id));
  const approved = deals.flatMap(({ kind, told: [told] }) => (isApproved(told) ? [{ kind, ...told }] : []));
  const balances = cards.map(({ atHub }) => atHub.balanceMinor);
  return {
    requests: deals.length,
    approved: approved.length,
    approvedBy: Object.fromEntries(
      [...groupBy(approved, ({ kind }) => kind)].map(([kind, { length }]) => [kind, length]),
    ),
    declined: deals.filter(({ told: [told] }) => told?.outcome === 'declined').length,
    untold: deals.filter(({ told }) => told.length === 0).length,
    toldAgain: deals.reduce((sum, { told }) => sum + Math.max(0, told.length - 1), 0),
    reuses: reuses.length,
    recorded: recorded.length,
    forked: recorded.filter(({ forked }) => forked).length,
    unbackedMinor: recorded.reduce((sum, { unbackedMinor }) => sum + unbackedMinor, 0),
    grantedMinor: stores.reduce((sum, { grantedMinor }) => sum + grantedMinor, 0),
    cardsBelowZero: balances.filter((minor) => minor < 0).length,
    lowestMinor: Math.min(...balances),
    missing: approved.filter(({ factId }) => factId !== undefined && !ids.has(factId)).length,
  };
}
