import { accept, alreadyDone, type Decision, refuse } from '#kernel';
import {
  type AcceptFacts,
  type EndStore,
  FactsAccepted,
  StoreEnded,
  StoreHasNotEnded,
  StoreUnknown,
} from '../contracts/index.js';
import type { Store } from './store.js';

/** A store ends once. */
export function endStore(store: Store, { data }: EndStore): Decision<StoreEnded, StoreUnknown> {
  if (store.status === 'unregistered') return refuse(new StoreUnknown({ storeId: data.storeId }));
  return store.status === 'ended' ? alreadyDone(store.ended) : accept(new StoreEnded(data));
}

/** What was accepted once stays accepted. */
export function acceptFacts(
  store: Store,
  { data }: AcceptFacts,
): Decision<FactsAccepted, StoreUnknown | StoreHasNotEnded> {
  const { storeId, acceptedThrough } = data;
  if (store.status === 'unregistered') return refuse(new StoreUnknown({ storeId }));
  if (store.status !== 'ended') return refuse(new StoreHasNotEnded({ storeId }));
  const accepted = new FactsAccepted(data);
  return acceptedThrough <= store.acceptedThrough ? alreadyDone(accepted) : accept(accepted);
}
