import { accept, alreadyDone, type Decision, refuse } from '#kernel';
import {
  type AcceptFacts,
  type EndStore,
  FactsAccepted,
  FactsCountAlready,
  StoreEnded,
  StoreHasNotEnded,
  StoreUnknown,
} from '../contracts/index.js';
import type { Store } from './store.js';

/** A store ends once, and not before a fact that counts already: cards have taken it in, and nothing would undo that. */
export function endStore(
  store: Store,
  { data: { heardThrough = 0, ...end } }: EndStore,
): Decision<StoreEnded, StoreUnknown | FactsCountAlready> {
  const { storeId, acceptedThrough } = end;
  if (store.status === 'unregistered') return refuse(new StoreUnknown({ storeId }));
  if (store.status === 'ended') return alreadyDone(store.ended);
  return acceptedThrough < heardThrough
    ? refuse(new FactsCountAlready({ storeId, acceptedThrough, heardThrough }))
    : accept(new StoreEnded(end));
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
