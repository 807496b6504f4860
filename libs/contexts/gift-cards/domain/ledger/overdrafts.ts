import { Remembered } from '#kernel';
import type {
  OverdraftConfirmed,
  OverdraftCured,
  OverdraftSettled,
  OverdraftSuspected,
} from '../../contracts/index.js';

/** A time when the card was below zero, and what became of it. */
export type OverdraftCase =
  | { readonly standing: 'suspected'; readonly event: OverdraftSuspected }
  | { readonly standing: 'confirmed'; readonly event: OverdraftConfirmed; readonly openMinor: number }
  | { readonly standing: 'closed'; readonly event: OverdraftConfirmed | OverdraftCured };

export interface Overdrafts {
  readonly cases: Remembered<OverdraftCase>;
  readonly count: number;
  /** Id of the one that is not closed: there is no second one. */
  readonly openId: string | undefined;
  readonly settlements: Remembered<OverdraftSettled>;
}

export const noOverdrafts: Overdrafts = {
  cases: Remembered.nothing(),
  count: 0,
  openId: undefined,
  settlements: Remembered.nothing(),
};

export type OverdraftEvent = OverdraftSuspected | OverdraftConfirmed | OverdraftCured | OverdraftSettled;

/** @throws Error when something is settled that was not confirmed */
export function followOverdraft(overdrafts: Overdrafts, event: OverdraftEvent): Overdrafts {
  const { caseId } = event.data;
  const keep = (standing: OverdraftCase): Overdrafts => ({
    ...overdrafts,
    cases: overdrafts.cases.with(caseId, standing),
    openId: standing.standing === 'closed' ? undefined : caseId,
  });
  switch (event.type) {
    case 'gift-cards.overdraft-suspected':
      return { ...keep({ standing: 'suspected', event }), count: overdrafts.count + 1 };
    case 'gift-cards.overdraft-confirmed':
      return keep({ standing: 'confirmed', event, openMinor: event.data.minor });
    case 'gift-cards.overdraft-cured':
      return keep({ standing: 'closed', event });
    case 'gift-cards.overdraft-settled': {
      const known = overdrafts.cases.get(caseId);
      if (known?.standing !== 'confirmed')
        throw new Error(`Overdraft ${caseId} was settled, but not confirmed`);
      const { openMinor, settlementId } = event.data;
      const settlements = overdrafts.settlements.with(settlementId, event);
      const rest: OverdraftCase =
        openMinor > 0 ? { ...known, openMinor } : { standing: 'closed', event: known.event };
      return { ...keep(rest), settlements };
    }
  }
}
