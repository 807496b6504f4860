import { Remembered } from '#kernel';
import type { StoreRegistered } from '../contracts/index.js';
import type { Registered, Store, StoreEvent } from './store.js';

/** What a store is after an event. @throws Error when the event cannot have happened to it */
export function evolve(before: Store, event: StoreEvent): Store {
  if (event.type === 'clearing.store-registered') return registered(event);
  if (before.status === 'unregistered') throw new Error('A store that was never registered has no history');
  const version = before.version + 1;
  if (event.type === 'clearing.risk-replenished') return { ...before, version, replenished: event };
  const store = { ...before, version, publicVersion: before.publicVersion + 1 };
  switch (event.type) {
    case 'clearing.store-enrolled':
      if (store.status !== 'registered') throw new Error(`A store that is ${store.status} cannot enrol`);
      return { ...store, status: 'enrolled', enrolled: event };
    case 'clearing.risk-granted': {
      const { grantId, minor } = event.data;
      const grants = store.grants.with(grantId, event);
      return { ...store, riskGrantedMinor: store.riskGrantedMinor + minor, grants };
    }
    case 'clearing.load-budget-granted': {
      const { grantId, minor } = event.data;
      const grants = store.grants.with(grantId, event);
      return { ...store, loadGrantedMinor: store.loadGrantedMinor + minor, grants };
    }
    case 'clearing.store-policy-set': {
      const { policy, optimisticMinorMax } = event.data;
      return { ...store, policy, optimisticMinorMax };
    }
    case 'clearing.stock-assigned':
      return { ...store, stock: [...store.stock, ...event.data.cardIds] };
    case 'clearing.store-ended': {
      const { acceptedThrough } = event.data;
      const enrolled = store.status === 'registered' ? undefined : store.enrolled;
      return { ...store, status: 'ended', enrolled, ended: event, acceptedThrough };
    }
    case 'clearing.facts-accepted':
      if (store.status !== 'ended') throw new Error(`A store that is ${store.status} needs no acceptance`);
      return { ...store, acceptedThrough: event.data.acceptedThrough };
  }
}

function registered(event: StoreRegistered): Registered {
  const { storeId, name, currency } = event.data;
  return {
    status: 'registered',
    storeId,
    name,
    currency,
    version: 1,
    publicVersion: 1,
    registered: event,
    riskGrantedMinor: 0,
    replenished: undefined,
    loadGrantedMinor: 0,
    grants: Remembered.nothing(),
    policy: undefined,
    optimisticMinorMax: 0,
    stock: [],
  };
}
