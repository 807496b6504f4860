import { groupBy } from '../../faults/checker/shape.js';
import { type Deal, isApproved, isToldAlike } from '../trade/journal.js';
import type { Evidence, Finding, Place, RecordedFact, StoreBooks } from './evidence.js';

/** Something that must hold whatever happens. */
interface Promised {
  readonly id: string;
  /** @returns where it does not */
  check(evidence: Evidence): string[];
}

const approvedIsAtTheHubOnce: Promised = {
  id: 'approved',
  check({ deals, recorded, aside, places }) {
    const byId = groupBy(recorded, ({ id }) => id);
    const kept = new Set(aside.map(({ id }) => id));
    return deals.flatMap((deal) => {
      const [told] = deal.told;
      if (!isApproved(told)) return [];
      const { factId, approvedMinor } = told;
      const [fact, ...others] = byId.get(factId) ?? [];
      const what = `${deal.place} approved ${approvedMinor} of ${deal.requestId} (${factId})`;
      if (others.length > 0) return [`${what}; the hub's cards have it ${others.length + 1} times`];
      if (fact)
        return isOf(fact, deal, approvedMinor) ? [] : [`${what}; the hub's card has ${JSON.stringify(fact)}`];
      if (kept.has(factId) || mayBeMissing(deal, factId, places)) return [];
      return [`${what}; the hub's cards do not have it`];
    });
  },
};

const isOf = (fact: RecordedFact, { cardId, storeId, kind, till, requestId }: Deal, minor: number): boolean =>
  fact.cardId === cardId &&
  fact.storeId === storeId &&
  fact.kind === kind &&
  fact.till === till &&
  fact.requestId === requestId &&
  fact.minor === minor;

/** What went with a disk; and what a node that may not speak any more has on its own. */
const mayBeMissing = (deal: Deal, factId: string, places: readonly Place[]): boolean =>
  wentWithADisk(deal, places) || placeOf(deal, places)?.silenced?.has(factId) === true;

function wentWithADisk(deal: Deal, places: readonly Place[]): boolean {
  const lostFrom = placeOf(deal, places)?.lostFrom;
  return lostFrom !== undefined && deal.number >= lostFrom;
}

const placeOf = ({ place }: Deal, places: readonly Place[]): Place | undefined =>
  places.find(({ name }) => name === place);

const nothingIsDoubled: Promised = {
  id: 'once',
  check({ recorded, stores }) {
    const single = new Set(stores.filter(({ disks }) => disks === 1).map(({ storeId }) => storeId));
    const requests = groupBy(recorded, ({ storeId, till, requestId }) => `${storeId} ${till} ${requestId}`);
    return [
      ...[...groupBy(recorded, ({ id }) => id)].flatMap(([id, { length }]) =>
        length > 1 ? [`The fact ${id} is on the hub's cards ${length} times`] : [],
      ),
      ...[...requests].flatMap(([request, facts]) =>
        // A disk that was set back does not know what it was asked since.
        new Set(facts.map(({ id }) => id)).size > 1 && facts.every(({ storeId }) => single.has(storeId))
          ? [`The request ${request} made ${facts.length} facts`]
          : [],
      ),
    ];
  },
};

const nothingIsInvented: Promised = {
  id: 'asked',
  check({ deals, recorded }) {
    const asked = groupBy(deals, ({ storeId, requestId }) => `${storeId} ${requestId}`);
    return recorded.flatMap((fact) => {
      const wishes = asked.get(`${fact.storeId} ${fact.requestId}`) ?? [];
      const wish = wishes.find(
        ({ till, kind, cardId }) => till === fact.till && kind === fact.kind && cardId === fact.cardId,
      );
      if (!wish) return [`No till asked for ${JSON.stringify(fact)}`];
      if (fact.minor > wish.minor)
        return [`${wish.requestId} asked for ${wish.minor}, and ${fact.minor} came of it`];
      const [told] = wish.told;
      return told?.outcome === 'declined'
        ? [`${wish.requestId} was declined, and ${fact.minor} came of it`]
        : [];
    });
  },
};

const cardsAddUp: Promised = {
  id: 'balance',
  check({ cards, recorded }) {
    const byCard = groupBy(recorded, ({ cardId }) => cardId);
    return cards.flatMap(({ cardId, loadedMinor, settledMinor, hubMinor, atStores }) => {
      const facts = byCard.get(cardId) ?? [];
      const expected =
        loadedMinor + settledMinor + sumOf(facts, ({ kind, minor }) => (kind === 'load' ? minor : -minor));
      const floor = -sumOf(facts, ({ forked, kind, minor, unbackedMinor }) =>
        forked && kind === 'redeem' ? minor : unbackedMinor,
      );
      return [
        ...(hubMinor === expected
          ? []
          : [`${cardId} has ${hubMinor} at the hub, and it should be ${expected}`]),
        ...atStores.flatMap(({ place, minor }) =>
          minor === hubMinor ? [] : [`${cardId} has ${minor} at ${place}, and ${hubMinor} at the hub`],
        ),
        ...(hubMinor >= floor
          ? []
          : [`${cardId} has ${hubMinor}, and ${-floor} was approved without an allowance`]),
      ];
    });
  },
};

const budgetsHold: Promised = {
  id: 'budget',
  check({ stores, recorded, deals }) {
    return stores.flatMap(({ storeId, grantedMinor, givenBackMinor, disks }) => {
      const most = (grantedMinor + givenBackMinor) * disks;
      const recordedMinor = sumOf(
        recorded.filter((fact) => fact.storeId === storeId),
        ({ unbackedMinor }) => unbackedMinor,
      );
      const toldMinor = sumOf(
        deals.filter((deal) => deal.storeId === storeId),
        ({ told: [told] }) => (isApproved(told) ? told.restsOn.unbackedMinor : 0),
      );
      return [
        ...(Math.max(recordedMinor, toldMinor) <= most
          ? []
          : [
              `${storeId} approved ${Math.max(recordedMinor, toldMinor)} without an allowance, out of ${most}`,
            ]),
        ...(givenBackMinor <= recordedMinor
          ? []
          : [`${storeId} got ${givenBackMinor} back, and had taken ${recordedMinor} only`]),
      ];
    });
  },
};

const answersStay: Promised = {
  id: 'answer',
  check: ({ deals, places }) =>
    deals.flatMap((deal) =>
      // A copy of the disk that is older than the request has never heard of it.
      isToldAlike(deal) || wentWithADisk(deal, places)
        ? []
        : [`${deal.place} told ${deal.requestId} ${JSON.stringify(deal.told)}`],
    ),
};

const REUSED = { status: 422, code: 'store-node.request-reused' };

const idsNameOneRequest: Promised = {
  id: 'reuse',
  check: ({ reuses }) =>
    reuses.flatMap(({ wish, status, code }) =>
      status === REUSED.status && code === REUSED.code
        ? []
        : [`${wish.place} was asked for another amount as ${wish.requestId}, and told ${status} ${code}`],
    ),
};

/** What tells of two histories, or of a card that was overdrawn out of a risk budget: those are met by design. */
const ORDINARY = new Set(['overdraft']);

const storesSurvive: Promised = {
  id: 'survival',
  check: ({ places, stores }) =>
    stores.flatMap(({ storeId, disks, lives }) =>
      lives || disks > 1 || places.some((place) => place.storeId === storeId && place.lostFrom !== undefined)
        ? []
        : [`${storeId} may not speak any more, and nobody touched its disk`],
    ),
};

const livingStoresAreBelieved: Promised = {
  id: 'belief',
  check({ aside, conflicts, stores }) {
    const living = new Set(stores.filter(isSound).map(({ storeId }) => storeId));
    return [
      ...aside.flatMap(({ id, storeId, why }) =>
        living.has(storeId) ? [`The hub put ${id} of ${storeId} aside: ${why}`] : [],
      ),
      ...conflicts.flatMap(({ kind, cardId, storeIds, detail }) =>
        ORDINARY.has(kind) || storeIds.some((storeId) => !living.has(storeId))
          ? []
          : [`${cardId} has the conflict ${kind}: ${detail}`],
      ),
    ];
  },
};

const isSound = ({ lives, disks }: StoreBooks): boolean => lives && disks === 1;

const nothingIsLeftOver: Promised = {
  id: 'left over',
  check: ({ deadLetters }) => deadLetters.map(({ queue, reason }) => `A dead letter of ${queue}: ${reason}`),
};

const promises: readonly Promised[] = [
  approvedIsAtTheHubOnce,
  nothingIsDoubled,
  nothingIsInvented,
  cardsAddUp,
  budgetsHold,
  answersStay,
  idsNameOneRequest,
  storesSurvive,
  livingStoresAreBelieved,
  nothingIsLeftOver,
];

export const judge = (evidence: Evidence): Finding[] =>
  promises.flatMap(({ id, check }) => check(evidence).map((what) => ({ promise: id, what })));

function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
