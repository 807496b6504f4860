import type {
  CaseEnd,
  DecisionAsked,
  OverdraftCaseClosed,
  OverdraftCaseOpened,
  OverdraftDecided,
  StoresHeard,
} from '../contracts/index.js';

export type OverdraftCaseEvent =
  OverdraftCaseOpened | StoresHeard | DecisionAsked | OverdraftDecided | OverdraftCaseClosed;

interface Said {
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
    return { status: 'open', opened: event, heard: undefined, asked: undefined, decided: undefined };
  }
  if (before.status === 'unknown') throw new Error('A case that was never opened has no history');
  switch (event.type) {
    case 'clearing.stores-heard':
      return { ...before, heard: event };
    case 'clearing.decision-asked':
      return { ...before, asked: event };
    case 'clearing.overdraft-decided':
      return { ...before, decided: event };
    case 'clearing.overdraft-case-closed': {
      const { heard, asked, decided } = before;
      return { status: 'closed', heard, asked, decided, closed: event, end: event.data.end };
    }
  }
}
