import { OverdraftConfirmed, OverdraftCured } from '#contracts/gift-cards';
import { type MessageOf, projection, type Recorded } from '#kernel';
import { OverdraftCaseClosed, OverdraftCaseOpened, StoreHeard, StoresHeard } from '../contracts/index.js';

/** An overdraft that waits until all stores have told what they know, and which of them have. */
export interface HearingRow {
  readonly caseId: string;
  readonly heardFrom: readonly string[];
}

const events = [
  OverdraftCaseOpened,
  StoreHeard,
  StoresHeard,
  OverdraftConfirmed,
  OverdraftCured,
  OverdraftCaseClosed,
] as const;

/** Overdrafts by their case, as long as stores are to be heard. */
export const hearings = projection('clearing.hearings', {
  version: 1,
  events,
  rowKey: ({ data }) => data.caseId,
  evolve(
    row: HearingRow | undefined,
    { event }: Recorded<MessageOf<(typeof events)[number]>>,
  ): HearingRow | undefined {
    switch (event.type) {
      case 'clearing.overdraft-case-opened':
        return { caseId: event.data.caseId, heardFrom: [] };
      case 'clearing.store-heard':
        return row && { ...row, heardFrom: [...row.heardFrom, event.data.storeId] };
      default:
        return undefined;
    }
  },
});
