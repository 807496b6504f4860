import { HotCard, type StoreList } from '#contracts/gift-cards';
import { type Fact, isCovered, type Notice, problemOfFact, type Seals, WireFact } from '#kernel';
import { z } from 'zod';
import { isUnderstood } from '../domain/understand.js';
import { type Identity, noNeeds } from '../ports/store-database.js';
import type { Job } from '../writer/job.js';

export const EXCHANGED_MAX = 200;

/** POST /v1/neighbours/exchange: what one node tells another, and is told in turn. Loose: either may be newer. */
export const ExchangeBody = z.object({
  frontier: z.record(z.uuid(), z.int().nonnegative()),
  facts: z.array(WireFact).max(EXCHANGED_MAX),
  hot: z
    .array(z.object({ kind: z.string(), body: z.looseObject(HotCard.shape), signature: z.string() }))
    .max(EXCHANGED_MAX),
  hotAfter: z.object({ cardId: z.uuid(), blockId: z.string() }).optional(),
});

/** Of facts: whether their author, another store, has signed them, as far as the hub counts what it says. */
export function believable(
  stores: StoreList | undefined,
  ownId: string,
  seals: Seals,
): (fact: Fact) => boolean {
  const known = new Map(stores?.stores.map((store) => [store.storeId, store]));
  return (fact) => {
    const author = known.get(fact.author);
    if (!author || fact.author === ownId || fact.seq > (author.acceptedThrough ?? fact.seq)) return false;
    return problemOfFact(fact, author.publicKey, seals) === undefined;
  };
}

/** The last place in the history of this store that it has signed and others know. @returns 0 when they know none */
export function ownSeqIn(
  facts: readonly Fact[],
  { storeId, publicKey }: Pick<Identity, 'storeId' | 'publicKey'>,
  seals: Seals,
): number {
  const own = facts.filter(
    (fact) => fact.author === storeId && problemOfFact(fact, publicKey, seals) === undefined,
  );
  return Math.max(0, ...own.map(({ seq }) => seq));
}

/** Others know a longer history of this store than it does itself: these books are not the ones it kept. */
export const findingItselfBehind = (seq: number): Job<void> => ({
  needs: noNeeds,
  work(set) {
    const { head, values } = set.now;
    if (seq > head.seq && !values.unfit) set.standDown('A neighbour', seq);
  },
});

/** Takes in what another node knows; what a standing contains already is left out. */
export function hearing(facts: readonly Fact[], hot: readonly Notice<HotCard>[]): Job<void> {
  const cards = [
    ...facts.flatMap((fact) => (isUnderstood(fact) ? [fact.says.body.cardId] : [])),
    ...hot.map(({ body }) => body.cardId),
  ];
  return {
    needs: { requests: [], business: [], cards: [...new Set(cards)] },
    work(set) {
      set.receiveOthers(
        facts.filter((fact) => {
          const standing = isUnderstood(fact) ? set.card(fact.says.body.cardId).standing : undefined;
          return !standing || !isCovered(standing.frontier, fact);
        }),
      );
      for (const notice of hot) set.receiveHotCard(notice);
    },
  };
}
