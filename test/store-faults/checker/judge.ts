import type { Evidence, Finding } from './evidence.js';
import { ofCards } from './of-cards.js';
import { ofRequests } from './of-requests.js';
import { ofStores } from './of-stores.js';

/** @returns where something that must hold whatever happens does not */
export const judge = (evidence: Evidence): Finding[] =>
  [...ofRequests, ...ofCards, ...ofStores].flatMap(({ id, check }) =>
    check(evidence).map((what) => ({ promise: id, what })),
  );
