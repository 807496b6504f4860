import { decider, when } from '#kernel';
import {
  AcceptFacts,
  AssignStock,
  EndStore,
  EnrolStore,
  FactsAccepted,
  GrantLoadBudget,
  GrantRisk,
  LoadBudgetGranted,
  RegisterStore,
  ReplenishRisk,
  RiskGranted,
  RiskReplenished,
  SetStorePolicy,
  StockAssigned,
  StoreEnded,
  StoreEnrolled,
  StorePolicySet,
  StoreRegistered,
} from '../contracts/index.js';
import { acceptFacts, endStore } from './ending.js';
import { enrolStore, registerStore } from './enrolment.js';
import { evolve } from './evolve.js';
import { type Store, unregistered } from './store.js';
import { assignStock, grantLoadBudget, grantRisk, replenishRisk, setStorePolicy } from './terms.js';

const nothingYet: Store = unregistered;

/** A store as the hub knows it: who speaks for it, and what it may do. */
export const store = decider('clearing.store', {
  initial: nothingYet,
  events: [
    StoreRegistered,
    StoreEnrolled,
    RiskGranted,
    RiskReplenished,
    LoadBudgetGranted,
    StorePolicySet,
    StockAssigned,
    StoreEnded,
    FactsAccepted,
  ],
  evolve,
  decisions: [
    when(RegisterStore, registerStore),
    when(EnrolStore, enrolStore),
    when(GrantRisk, grantRisk),
    when(ReplenishRisk, replenishRisk),
    when(GrantLoadBudget, grantLoadBudget),
    when(SetStorePolicy, setStorePolicy),
    when(AssignStock, assignStock),
    when(EndStore, endStore),
    when(AcceptFacts, acceptFacts),
  ],
});
