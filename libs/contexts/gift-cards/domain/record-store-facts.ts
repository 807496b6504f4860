import { accept, alreadyDone, type Decision } from '#kernel';
import { type RecordedFact, type RecordStoreFacts, StoreFactsRecorded } from '../contracts/index.js';
import type { GiftCard } from './gift-card.js';
import type { StoreBooks } from './ledger/ledger.js';
import { recordFacts } from './record-facts.js';
import { sumsOf } from './standing.js';

const nothing = { heldMinor: 0, setAsideMinor: 0 };

/** Nothing of them is refused: they happened. What follows from them is told by further events. */
export function recordStoreFacts(
  card: GiftCard,
  { data }: RecordStoreFacts,
): Decision<StoreFactsRecorded, never> {
  const facts = newFacts(card.books, data.storeId, data.facts);
  const before = sumsOf(card);
  if (facts.length === 0)
    return alreadyDone(new StoreFactsRecorded({ ...data, after: before, added: nothing }));
  const recorded = { ...data, facts };
  const after = sumsOf(recordFacts(card, recorded));
  const added = {
    heldMinor: after.heldMinor - before.heldMinor,
    setAsideMinor: after.setAsideMinor - before.setAsideMinor,
  };
  return accept(new StoreFactsRecorded({ ...recorded, after, added }));
}

/** Those that were not recorded before. @throws Error when they are not in the order of the store's chain */
function newFacts(
  { kept, forked }: StoreBooks,
  storeId: string,
  facts: readonly RecordedFact[],
): RecordedFact[] {
  const seen = new Set<string>();
  let last = kept[storeId] ?? 0;
  return facts.filter((fact) => {
    if (fact.forked) return forked.get(fact.id) === undefined && seen.size < seen.add(fact.id).size;
    if (fact.seq <= (kept[storeId] ?? 0)) return false;
    if (fact.seq <= last) throw new Error(`Fact ${fact.seq} of store ${storeId} came after its fact ${last}`);
    last = fact.seq;
    return true;
  });
}
