import { type StoreTerms, usualPolicy } from '#contracts/gift-cards';
import { accept, alreadyDone, type AnyEvent, type Decision, refuse } from '#kernel';
import {
  type AssignStock,
  GrantReused,
  type GrantLoadBudget,
  type GrantRisk,
  LoadBudgetGranted,
  type ReplenishRisk,
  RiskGranted,
  RiskReplenished,
  type SetStorePolicy,
  StockAssigned,
  StoreHasEnded,
  StorePolicySet,
  StoreUnknown,
} from '../contracts/index.js';
import type { Enrolled, Registered, Store, Unregistered } from './store.js';

type Gone = StoreUnknown | StoreHasEnded;

export const grantRisk = (store: Store, { data }: GrantRisk): Decision<RiskGranted, Gone | GrantReused> =>
  granted(store, new RiskGranted(data));

/** By the sum, not by the request: however often and late it is asked for, nothing is given back twice. */
export function replenishRisk(
  store: Store,
  { data: { storeId, endedMinor } }: ReplenishRisk,
): Decision<RiskReplenished, Gone> {
  const last = store.status === 'unregistered' ? undefined : store.replenished;
  const minor = endedMinor - replenishedMinor(last);
  if (last && minor <= 0) return alreadyDone(last);
  return whileOpen(store, storeId, new RiskReplenished({ storeId, minor, endedMinor }));
}

/** All that was ever given back. */
export const replenishedMinor = (last: RiskReplenished | undefined): number => last?.data.endedMinor ?? 0;

export const grantLoadBudget = (
  store: Store,
  { data }: GrantLoadBudget,
): Decision<LoadBudgetGranted, Gone | GrantReused> => granted(store, new LoadBudgetGranted(data));

/** A grant is made once, however often it is asked for. */
function granted<E extends RiskGranted | LoadBudgetGranted>(
  store: Store,
  grant: E,
): Decision<E, Gone | GrantReused> {
  const { storeId, grantId, minor } = grant.data;
  if (store.status === 'unregistered') return refuse(new StoreUnknown({ storeId }));
  const earlier = store.grants.get(grantId);
  if (earlier) {
    return earlier.type === grant.type && earlier.data.minor === minor
      ? alreadyDone(grant)
      : refuse(new GrantReused({ storeId, grantId }));
  }
  return store.status === 'ended' ? refuse(new StoreHasEnded({ storeId })) : accept(grant);
}

export const setStorePolicy = (store: Store, { data }: SetStorePolicy): Decision<StorePolicySet, Gone> =>
  whileOpen(store, data.storeId, new StorePolicySet(data));

/** Cards that the store has already are passed over. */
export function assignStock(
  store: Store,
  { data: { storeId, cardIds } }: AssignStock,
): Decision<StockAssigned, Gone> {
  const has = new Set(isOpen(store) ? store.stock : []);
  const assigned = new StockAssigned({
    storeId,
    cardIds: [...new Set(cardIds)].filter((id) => !has.has(id)),
  });
  if (isOpen(store) && assigned.data.cardIds.length === 0) return alreadyDone(assigned);
  return whileOpen(store, storeId, assigned);
}

function whileOpen<E extends AnyEvent>(store: Store, storeId: string, event: E): Decision<E, Gone> {
  if (isOpen(store)) return accept(event);
  return refuse(
    store.status === 'unregistered' ? new StoreUnknown({ storeId }) : new StoreHasEnded({ storeId }),
  );
}

const isOpen = (store: Store): store is Registered | Enrolled =>
  store.status === 'registered' || store.status === 'enrolled';

/** What the hub tells a store of what it may do. */
export function termsOf(store: Exclude<Store, Unregistered>): StoreTerms {
  const { storeId, version, name, currency, loadGrantedMinor } = store;
  const { optimisticMinorMax, policy = usualPolicy, stock } = store;
  return {
    storeId,
    version,
    name,
    currency,
    status: store.status === 'ended' ? 'ended' : 'enrolled',
    riskGrantedMinor: store.riskGrantedMinor + replenishedMinor(store.replenished),
    loadGrantedMinor,
    optimisticMinorMax,
    policy,
    stock: [...stock],
  };
}
