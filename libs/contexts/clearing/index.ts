export { clearing } from './clearing.context.js';
export { ClearingModule } from './clearing.module.js';
export type { LineParts } from './line/parts.js';
export { admit } from './domain/admission.js';
export { publicKeyOf, type Store } from './domain/store.js';
export { store } from './domain/store.decider.js';
export { prefetchDue, prefetchKey, type PrefetchRule } from './domain/prefetch.js';
export { termsOf } from './domain/terms.js';
export { overdraftCase } from './domain/overdraft-case.decider.js';
export { overdraftSaga, type OverdraftRules, usualRules } from './processes/overdraft.saga.js';
export {
  liabilityAfter,
  liabilityCurrencyOf,
  liabilityEvents,
  type Liability,
  type LiabilityEvent,
  noLiability,
} from './domain/liability.js';
export { type Account, CARD_LIABILITY, type Posting, postingsOf } from './domain/postings.js';
export {
  netsOf,
  poolChangeIn,
  settle,
  type SettledEvent,
  settledEvents,
  type Settlements,
} from './domain/settlement.js';
export { closePeriod, noPeriods, type OpenPeriods, periodsOver, settleInPeriod } from './domain/periods.js';
export { statementOf } from './domain/statement.js';
