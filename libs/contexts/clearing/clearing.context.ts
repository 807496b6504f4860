import type { BoundedContext } from '#kernel';
import {
  EnrolmentRefused,
  GrantReused,
  StoreAlreadyRegistered,
  StoreHasEnded,
  StoreHasNotEnded,
  StoreUnknown,
} from './contracts/index.js';
import { store } from './domain/store.decider.js';
import { stores } from './read-models/stores.projection.js';

/** Clearing: the stores, what they may do, and what comes of what they have done. */
export const clearing: BoundedContext = {
  name: 'clearing',
  decides: [store],
  processes: [],
  shows: [stores],
  messages: [
    EnrolmentRefused,
    GrantReused,
    StoreAlreadyRegistered,
    StoreHasEnded,
    StoreHasNotEnded,
    StoreUnknown,
  ],
};
