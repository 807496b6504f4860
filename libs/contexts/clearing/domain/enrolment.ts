import { accept, alreadyDone, type Decision, type DecisionContext, refuse } from '#kernel';
import {
  EnrolmentRefused,
  type EnrolStore,
  type RegisterStore,
  StoreAlreadyRegistered,
  StoreEnrolled,
  StoreRegistered,
} from '../contracts/index.js';
import type { Store } from './store.js';

export function registerStore(
  store: Store,
  { data }: RegisterStore,
): Decision<StoreRegistered, StoreAlreadyRegistered> {
  return store.status === 'unregistered'
    ? accept(new StoreRegistered(data))
    : refuse(new StoreAlreadyRegistered({ storeId: data.storeId }));
}

/** A code is good for one node, once; that node may ask again, since the answer may have been lost. */
export function enrolStore(
  store: Store,
  { data: { storeId, codeDigest, publicKey } }: EnrolStore,
  { now }: DecisionContext,
): Decision<StoreEnrolled, EnrolmentRefused> {
  const refused = refuse(new EnrolmentRefused({ storeId }));
  if (store.status === 'unregistered' || store.registered.data.codeDigest !== codeDigest) return refused;
  if (store.status === 'enrolled' && store.enrolled.data.publicKey === publicKey) {
    return alreadyDone(store.enrolled);
  }
  if (store.status !== 'registered' || now > store.registered.data.codeUntilMs) return refused;
  return accept(new StoreEnrolled({ storeId, publicKey }));
}
