import type { Finding } from '../../simulation/invariants/evidence.js';
import type { StoreWorld } from '../world/store-world.js';
import { restOf } from './at-rest.js';
import {
  anyOrder,
  forksAreFound,
  inItsPlace,
  nothingForgotten,
  oneView,
  sameWhenRebuilt,
} from './convergence.js';
import {
  booksBalance,
  grantsAreCovered,
  limitsAreKept,
  lossIsBounded,
  overdraftsAreBounded,
  rightsAreNotOverdrawn,
  sumsAreTrue,
} from './money.js';
import {
  annulledIsNothing,
  approvedIsDurable,
  blocksHold,
  noMoreBackThanTaken,
  onceForEachRequest,
  onlyCardsHaveValue,
} from './requests.js';
import { eachFactIsSettled, noCaseWithoutCause, oneCaseForEachOverdraft } from './settlement.js';
import type { Step, StoreInvariant } from './store-invariant.js';

export const storeInvariants: readonly StoreInvariant[] = [
  oneView,
  anyOrder,
  inItsPlace,
  nothingForgotten,
  forksAreFound,
  sameWhenRebuilt,
  booksBalance,
  rightsAreNotOverdrawn,
  overdraftsAreBounded,
  grantsAreCovered,
  lossIsBounded,
  limitsAreKept,
  sumsAreTrue,
  approvedIsDurable,
  onceForEachRequest,
  annulledIsNothing,
  noMoreBackThanTaken,
  blocksHold,
  onlyCardsHaveValue,
  noCaseWithoutCause,
  eachFactIsSettled,
  // It settles what is open: it comes last.
  oneCaseForEachOverdraft,
];

const nameOf = ({ number, sentence }: StoreInvariant): string => `${number} ${sentence}`;

/** Looks at what has changed since the last step. */
export function lookAtStep(world: StoreWorld): Finding[] {
  const promised = world.promises.look();
  const { fresh, touched, granted } = world.god.look();
  if (fresh.length + touched.size + promised.length + granted.length === 0) return [];
  const step: Step = { world, fresh, touched, promised, granted };
  return storeInvariants.flatMap((each) =>
    (each.always?.(step) ?? []).map((what) => ({ invariant: nameOf(each), what })),
  );
}

export async function lookAtRest(world: StoreWorld): Promise<Finding[]> {
  const rest = await restOf(world);
  return storeInvariants.flatMap((each) =>
    (each.atRest?.(rest) ?? []).map((what) => ({ invariant: nameOf(each), what })),
  );
}
