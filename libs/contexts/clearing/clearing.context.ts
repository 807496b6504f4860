import type { BoundedContext } from '#kernel';
import {
  CaseNotOpen,
  ConflictWasDealtWith,
  EnrolmentRefused,
  FactsCountAlready,
  GrantReused,
  NoDecisionAsked,
  OverdraftWasDecided,
  PeriodNotOver,
  PeriodNotSettled,
  PeriodWasClosed,
  StoreAlreadyRegistered,
  StoreHasEnded,
  StoreHasNotEnded,
  StoreUnknown,
} from './contracts/index.js';
import { dealtConflict } from './domain/dealt-conflict.decider.js';
import { overdraftCase } from './domain/overdraft-case.decider.js';
import { settlementPeriod } from './domain/settlement-period.decider.js';
import { store } from './domain/store.decider.js';
import { cardFeed } from './line/card-feed.js';
import { closePeriods } from './close-periods.js';
import { overdraftSaga, type OverdraftRules, usualRules } from './processes/overdraft.saga.js';
import { closedPeriods } from './read-models/closed-periods.projection.js';
import { conflicts } from './read-models/conflicts.projection.js';
import { exposures } from './read-models/exposures.projection.js';
import { hearings } from './read-models/hearings.projection.js';
import { liability } from './read-models/liability.projection.js';
import { overdrafts } from './read-models/overdrafts.projection.js';
import { settlement } from './read-models/settlement.projection.js';
import { stores } from './read-models/stores.projection.js';

/**
 * Clearing: the stores, what they may do, and what comes of what they have done.
 * @param rules how long an overdraft waits for stores and people, and who bears it otherwise
 */
export const clearing = (rules: OverdraftRules = usualRules): BoundedContext => ({
  name: 'clearing',
  decides: [store, overdraftCase, dealtConflict, settlementPeriod],
  processes: [overdraftSaga(rules)],
  shows: [stores, exposures, overdrafts, hearings, conflicts, settlement, closedPeriods, liability],
  follows: [cardFeed],
  repeats: [closePeriods],
  messages: [
    CaseNotOpen,
    ConflictWasDealtWith,
    EnrolmentRefused,
    FactsCountAlready,
    GrantReused,
    NoDecisionAsked,
    OverdraftWasDecided,
    PeriodNotOver,
    PeriodNotSettled,
    PeriodWasClosed,
    StoreAlreadyRegistered,
    StoreHasEnded,
    StoreHasNotEnded,
    StoreUnknown,
  ],
});
