import { Remembered } from '#kernel';
import type {
  CaseEnd,
  DecisionAsked,
  OverdraftCaseClosed,
  OverdraftCaseOpened,
  OverdraftDecided,
  StoreHeard,
  StoresHeard,
} from '../contracts/index.js';

export type OverdraftCaseEvent =
  OverdraftCaseOpened | StoreHeard | StoresHeard | DecisionAsked | OverdraftDecided | OverdraftCaseClosed;

interface Said {
  /** By store, that it has told all that it knows. */
  readonly heardFrom: Remembered<StoreHeard>;
  /** All of them have. */
  readonly heard: StoresHeard | undefined;
  readonly asked: DecisionAsked | undefined;
  readonly decided: OverdraftDecided | undefined;
}

/** What people have said of an overdraft. */
export type OverdraftCase =
  | { readonly status: 'unknown' }
  | (Said & { readonly status: 'open'; readonly opened: OverdraftCaseOpened })
  | (Said & { readonly status: 'closed'; readonly closed: OverdraftCaseClosed; readonly end: CaseEnd });

export const unknownCase: OverdraftCase = { status: 'unknown' };

/** @throws Error when the event cannot have happened to it */
export function evolveCase(before: OverdraftCase, event: OverdraftCaseEvent): OverdraftCase {
  if (event.type === 'clearing.overdraft-case-opened') {
    const nothing = { heard: undefined, asked: undefined, decided: undefined };
    return { status: 'open', opened: event, heardFrom: Remembered.nothing(), ...nothing };
  }
  if (before.status === 'unknown') throw new Error('A case that was never opened has no history');
  switch (event.type) {
    case 'clearing.store-heard':
      return { ...before, heardFrom: before.heardFrom.with(event.data.storeId, event) };
    case 'clearing.stores-heard':
      return { ...before, heard: event };
    case 'clearing.decision-asked':
      return { ...before, asked: event };
    case 'clearing.overdraft-decided':
      return { ...before, decided: event };
    case 'clearing.overdraft-case-closed': {
      const { heardFrom, heard, asked, decided } = before;
      return { status: 'closed', heardFrom, heard, asked, decided, closed: event, end: event.data.end };
    }
  }
}
