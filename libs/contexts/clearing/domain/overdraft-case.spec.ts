import { describe, it } from '@jest/globals';
import { specification } from '#testing';
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
import { overdraftCase } from './overdraft-case.decider.js';

const caseId = '01980000-0000-7000-8000-00000000c001:overdraft:1';
const storeId = '01980000-0000-7000-8000-000000005101';
const said = { caseId, by: 'anna', why: 'Payment 4711' };
const opened = new OverdraftCaseOpened({ caseId });
const asked = new DecisionAsked({ caseId, cause: 'roaming' });
const paid = new OverdraftDecided({ ...said, outcome: 'paid' });
const closed = new OverdraftCaseClosed({ caseId, end: 'settled' });
const pay = new DecideOverdraft({ ...said, outcome: 'paid' });
const notOpen = (standing: 'unknown' | 'closed') => new CaseNotOpen({ caseId, standing });
const decide = specification(overdraftCase);

describe('An overdraft case', () => {
  it('is opened once', () => {
    decide.given().when(new OpenOverdraftCase({ caseId })).then(opened);
    decide.given(opened).when(new OpenOverdraftCase({ caseId })).thenNothingNew(opened);
  });

  it('notes each store once that has told all that it knows', () => {
    const note = new NoteStoreHeard({ caseId, storeId });
    const noted = new StoreHeard({ caseId, storeId });
    decide.given(opened).when(note).then(noted);
    decide.given(opened, noted).when(note).thenNothingNew(noted);
  });

  it('keeps who has heard the stores, and how', () => {
    const heard = new StoresHeard(said);
    decide.given(opened).when(new ConfirmStoresHeard(said)).then(heard);
    decide
      .given(opened, heard)
      .when(new ConfirmStoresHeard({ ...said, by: 'ben' }))
      .thenNothingNew(heard);
  });

  it('is decided when it is asked for, and once', () => {
    decide.given(opened).when(pay).thenRefused(new NoDecisionAsked({ caseId }));
    decide.given(opened, asked).when(pay).then(paid);
    decide.given(opened, asked, paid).when(pay).thenNothingNew(paid);
    decide
      .given(opened, asked, paid)
      .when(new DecideOverdraft({ ...said, outcome: 'borne-by-brand' }))
      .thenRefused(new OverdraftWasDecided({ caseId, outcome: 'paid' }));
  });

  it('asks once, and takes what was decided', () => {
    const ask = new AskForDecision({ caseId, cause: 'roaming' });
    decide.given(opened).when(ask).then(asked);
    decide.given(opened, asked).when(ask).thenNothingNew(asked);
    decide.given(opened, asked, paid).when(new TakeDecision({ caseId })).thenNothingNew(paid);
  });

  it('that nobody has decided is borne by the brand, or as the owner of the chain has settled', () => {
    const why = 'Nobody has decided in time';
    const borne = new OverdraftDecided({ caseId, outcome: 'borne-by-brand', by: 'clearing', why });
    decide.given(opened, asked).when(new TakeDecision({ caseId })).then(borne);
    const shared = new OverdraftDecided({ caseId, outcome: 'shared', by: 'clearing', why });
    decide
      .given(opened, asked)
      .when(new TakeDecision({ caseId, otherwise: 'shared' }))
      .then(shared);
  });

  it('is closed once', () => {
    const close = new CloseOverdraftCase({ caseId, end: 'settled' });
    decide.given(opened).when(close).then(closed);
    decide.given(opened, closed).when(close).thenNothingNew(closed);
  });

  it.each([
    ['unknown', []],
    ['closed', [opened, closed]],
  ] as const)('that is %s takes nothing more', (standing, history) => {
    for (const command of [
      new NoteStoreHeard({ caseId, storeId }),
      new ConfirmStoresHeard(said),
      pay,
      new AskForDecision({ caseId, cause: 'roaming' }),
      new TakeDecision({ caseId }),
    ]) {
      decide
        .given(...history)
        .when(command)
        .thenRefused(notOpen(standing));
    }
  });
});
