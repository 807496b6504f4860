import type { Deal } from '../trade/journal.js';
import type { RecordedFact } from './evidence.js';

/** @returns whether the fact says what came of the deal, whatever the amount. @param byId all facts on the hub's cards */
export function cameOf(
  fact: RecordedFact,
  deal: Deal,
  byId: ReadonlyMap<string, readonly RecordedFact[]>,
): boolean {
  if (fact.storeId !== deal.storeId) return false;
  if (deal.kind === 'annul') return annuls(fact, deal, byId);
  if (fact.kind !== deal.kind || fact.cardId !== deal.cardId || fact.why === 'annulled') return false;
  // A hold that was released names no request.
  if (deal.kind === 'release') return fact.of === deal.of && fact.why === 'asked';
  return isFor(fact, deal) && (!('of' in deal) || fact.of === deal.of);
}

const isFor = ({ till, requestId }: RecordedFact, deal: Deal): boolean =>
  till === deal.till && requestId === deal.requestId;

function annuls(fact: RecordedFact, deal: Deal, byId: ReadonlyMap<string, readonly RecordedFact[]>): boolean {
  if (fact.kind === 'annul') return isFor(fact, deal);
  if (fact.why !== 'annulled' || fact.cardId !== deal.cardId) return false;
  if (fact.kind === 'reverse') return isFor(fact, deal);
  return (byId.get(fact.of ?? '') ?? []).some((hold) => isFor(hold, deal));
}
