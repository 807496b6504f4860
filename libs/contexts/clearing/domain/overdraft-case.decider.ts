import { accept, alreadyDone, type Decision, decider, refuse, when } from '#kernel';
import {
  AskForDecision,
  CaseNotOpen,
  CloseOverdraftCase,
  ConfirmStoresHeard,
  DecideOverdraft,
  DecisionAsked,
  NoDecisionAsked,
  NoteStoreHeard,
  OpenOverdraftCase,
  OverdraftCaseClosed,
  OverdraftCaseOpened,
  OverdraftDecided,
  OverdraftWasDecided,
  StoreHeard,
  StoresHeard,
  TakeDecision,
} from '../contracts/index.js';
import { evolveCase, type OverdraftCase, unknownCase } from './overdraft-case.js';

/** What people know of an overdraft and the saga does not. */
export const overdraftCase = decider('clearing.overdraft-case', {
  initial: unknownCase,
  events: [
    OverdraftCaseOpened,
    StoreHeard,
    StoresHeard,
    DecisionAsked,
    OverdraftDecided,
    OverdraftCaseClosed,
  ],
  evolve: evolveCase,
  decisions: [
    when(OpenOverdraftCase, open),
    when(NoteStoreHeard, noteHeard),
    when(ConfirmStoresHeard, confirmHeard),
    when(AskForDecision, ask),
    when(DecideOverdraft, decide),
    when(TakeDecision, take),
    when(CloseOverdraftCase, close),
  ],
});

function open(known: OverdraftCase, { data }: OpenOverdraftCase): Decision<OverdraftCaseOpened, never> {
  const opened = new OverdraftCaseOpened(data);
  return known.status === 'unknown' ? accept(opened) : alreadyDone(opened);
}

function noteHeard(known: OverdraftCase, { data }: NoteStoreHeard): Decision<StoreHeard, CaseNotOpen> {
  if (known.status !== 'open') return notOpen(known, data.caseId);
  const earlier = known.heardFrom.get(data.storeId);
  return earlier ? alreadyDone(earlier) : accept(new StoreHeard(data));
}

function confirmHeard(
  known: OverdraftCase,
  { data }: ConfirmStoresHeard,
): Decision<StoresHeard, CaseNotOpen> {
  if (known.status === 'unknown') return notOpen(known, data.caseId);
  if (known.heard) return alreadyDone(known.heard);
  return known.status === 'open' ? accept(new StoresHeard(data)) : notOpen(known, data.caseId);
}

function ask(known: OverdraftCase, { data }: AskForDecision): Decision<DecisionAsked, CaseNotOpen> {
  if (known.status !== 'unknown' && known.asked) return alreadyDone(known.asked);
  return known.status === 'open' ? accept(new DecisionAsked(data)) : notOpen(known, data.caseId);
}

/** What was decided first holds: money may have moved because of it. */
function decide(
  known: OverdraftCase,
  { data }: DecideOverdraft,
): Decision<OverdraftDecided, CaseNotOpen | NoDecisionAsked | OverdraftWasDecided> {
  const { caseId, outcome } = data;
  if (known.status !== 'unknown' && known.decided) {
    const { decided } = known;
    return decided.data.outcome === outcome
      ? alreadyDone(decided)
      : refuse(new OverdraftWasDecided({ caseId, outcome: decided.data.outcome }));
  }
  if (known.status !== 'open') return notOpen(known, caseId);
  return known.asked ? accept(new OverdraftDecided(data)) : refuse(new NoDecisionAsked({ caseId }));
}

function take(
  known: OverdraftCase,
  { data: { caseId, otherwise = 'borne-by-brand' } }: TakeDecision,
): Decision<OverdraftDecided, CaseNotOpen> {
  if (known.status !== 'unknown' && known.decided) return alreadyDone(known.decided);
  if (known.status !== 'open') return notOpen(known, caseId);
  const why = 'Nobody has decided in time';
  return accept(new OverdraftDecided({ caseId, outcome: otherwise, by: 'clearing', why }));
}

function close(
  known: OverdraftCase,
  { data }: CloseOverdraftCase,
): Decision<OverdraftCaseClosed, CaseNotOpen> {
  if (known.status === 'closed') return alreadyDone(known.closed);
  return known.status === 'open' ? accept(new OverdraftCaseClosed(data)) : notOpen(known, data.caseId);
}

const notOpen = ({ status }: OverdraftCase, caseId: string) =>
  refuse(new CaseNotOpen({ caseId, standing: status === 'unknown' ? 'unknown' : 'closed' }));
