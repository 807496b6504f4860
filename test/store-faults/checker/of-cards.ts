import { groupBy } from '../../faults/checker/shape.js';
import { type Deal, isApproved, isDeclined } from '../trade/journal.js';
import type { CardBooks, CardState, RecordedFact } from './evidence.js';
import { factsOfOneDisk, type Promised, sumOf, wentWithADisk, withOneDisk } from './promised.js';

const cardsAddUp: Promised = {
  id: 'balance',
  check({ cards, recorded }) {
    const byCard = groupBy(recorded, ({ cardId }) => cardId);
    return cards.flatMap((card) => {
      const { cardId, atHub, atStores } = card;
      const facts = byCard.get(cardId) ?? [];
      const expected = expectedOf(card, facts);
      const floor = -sumOf(facts, ({ forked, kind, minor, unbackedMinor }) =>
        forked && TAKES.has(kind) ? minor : unbackedMinor,
      );
      return [
        ...(textOf(atHub) === textOf(expected)
          ? []
          : [`${cardId} is ${textOf(atHub)} at the hub, and it should be ${textOf(expected)}`]),
        ...atStores.flatMap((known) =>
          textOf(known) === textOf(atHub)
            ? []
            : [`${cardId} is ${textOf(known)} at ${known.place}, and ${textOf(atHub)} at the hub`],
        ),
        ...(atHub.balanceMinor >= floor
          ? []
          : [`${cardId} has ${atHub.balanceMinor}, and ${-floor} was approved without an allowance`]),
      ];
    });
  },
};

const TAKES: ReadonlySet<RecordedFact['kind']> = new Set(['redeem', 'hold', 'capture'] as const);

export const textOf = ({ balanceMinor, heldMinor, status }: CardState): string =>
  `${status} with ${balanceMinor}, of which ${heldMinor} is held`;

function expectedOf(
  { loadedMinor, settledMinor, stockOf }: CardBooks,
  facts: readonly RecordedFact[],
): CardState {
  const has = (kind: RecordedFact['kind']) => facts.some((fact) => fact.kind === kind);
  const issued = stockOf === undefined || has('activate') ? 'active' : 'issued';
  return {
    balanceMinor: loadedMinor + settledMinor + sumOf(facts, movedBy),
    heldMinor: sumOf(facts, (fact) => (fact.kind === 'hold' && !isEnded(fact, facts) ? fact.minor : 0)),
    status: has('block') ? 'blocked' : issued,
  };
}

function movedBy({ kind, minor }: RecordedFact): number {
  if (kind === 'load' || kind === 'reverse') return minor;
  return kind === 'redeem' || kind === 'capture' ? -minor : 0;
}

const endsHold = ({ kind }: { readonly kind: Deal['kind'] }): boolean =>
  kind === 'capture' || kind === 'release';

/** A second history ends nothing of the first. */
const isEnded = ({ id, forked }: RecordedFact, facts: readonly RecordedFact[]): boolean =>
  facts.some((fact) => endsHold(fact) && fact.of === id && fact.forked === forked);

const holdsEndOnce: Promised = {
  id: 'hold',
  check(evidence) {
    const facts = factsOfOneDisk(evidence);
    const holds = new Map(facts.filter(({ kind }) => kind === 'hold').map((hold) => [hold.id, hold]));
    const ends = groupBy(facts.filter(endsHold), ({ of }) => of ?? '');
    const single = withOneDisk(evidence.stores);
    const told = groupBy(
      evidence.deals.filter((deal) => single.has(deal.storeId) && isApproved(deal.told[0]) && endsHold(deal)),
      (deal) => ('of' in deal ? deal.of : ''),
    );
    return [
      ...[...told].flatMap(([id, { length }]) =>
        length > 1 ? [`Tills were told ${length} times that the hold ${id} has ended`] : [],
      ),
      ...[...ends].flatMap(([id, [end, ...others]]) => {
        const hold = holds.get(id);
        if (!hold || end?.storeId !== hold.storeId) return [`${id} was ended, and nobody held it there`];
        if (others.length > 0) return [`The hold ${id} has ended ${others.length + 1} times`];
        return end.heldMinor === hold.minor && end.minor <= hold.minor
          ? []
          : [`The hold ${id} of ${hold.minor} ended as ${JSON.stringify(end)}`];
      }),
    ];
  },
};

const noMoreGoesBack: Promised = {
  id: 'reversed',
  check(evidence) {
    const facts = factsOfOneDisk(evidence);
    const taken = new Map(
      facts
        .filter(({ kind }) => kind === 'redeem' || kind === 'capture')
        .map(({ id, storeId, minor }) => [`${storeId} ${id}`, minor]),
    );
    const back = groupBy(
      facts.filter(({ kind }) => kind === 'reverse'),
      ({ storeId, of }) => `${storeId} ${of}`,
    );
    return [...back].flatMap(([taking, reversals]) => {
      const minor = sumOf(reversals, (each) => each.minor);
      const most = taken.get(taking) ?? 0;
      return minor <= most ? [] : [`Of ${taking}, which took ${most}, ${minor} went back`];
    });
  },
};

const cardsAreSoldOnce: Promised = {
  id: 'sold',
  check(evidence) {
    const stock = new Map(evidence.cards.map(({ cardId, stockOf }) => [cardId, stockOf]));
    const single = withOneDisk(evidence.stores);
    const sales = [
      ...groupBy(
        factsOfOneDisk(evidence).filter(({ kind }) => kind === 'activate'),
        ({ cardId }) => cardId,
      ),
      ...groupBy(
        evidence.deals.filter(
          ({ kind, storeId, told: [told] }) => kind === 'activate' && single.has(storeId) && isApproved(told),
        ),
        ({ cardId }) => cardId,
      ),
    ];
    return sales.flatMap(([cardId, all]) => [
      ...(all.length > 1 ? [`${cardId} was sold ${all.length} times`] : []),
      ...all.flatMap(({ storeId }) =>
        stock.get(cardId) === storeId ? [] : [`${cardId} was sold by ${storeId}, which does not have it`],
      ),
    ]);
  },
};

/** What a block stops: what was held before may still be taken, and what was taken may go back. */
const STOPPED: ReadonlySet<Deal['kind']> = new Set(['redeem', 'hold', 'load', 'activate'] as const);

const blocksHold: Promised = {
  id: 'blocked',
  check(evidence) {
    const ofStore = groupBy(
      factsOfOneDisk(evidence).filter(({ kind }) => kind === 'block' || STOPPED.has(kind)),
      ({ storeId, cardId }) => `${storeId} ${cardId}`,
    );
    const atPlace = groupBy(
      evidence.deals.filter((deal) => !wentWithADisk(deal, evidence.places)),
      ({ place, cardId }) => `${cardId} at ${place}`,
    );
    return [
      ...[...ofStore].flatMap(([where, facts]) => {
        const since = Math.min(...facts.flatMap(({ kind, seq }) => (kind === 'block' ? [seq] : [])));
        return facts.flatMap(({ id, seq, kind }) =>
          seq > since && kind !== 'block' ? [`${where}: ${kind} (${id}) after the store had blocked it`] : [],
        );
      }),
      ...[...atPlace].flatMap(([where, deals]) => {
        const since = Math.min(
          ...deals.flatMap((deal) => (saysBlocked(deal) ? [deal.toldBefore ?? Infinity] : [])),
        );
        return deals.flatMap(({ number, kind, requestId, told: [told] }) =>
          number >= since && STOPPED.has(kind) && isApproved(told)
            ? [`${where}: ${kind} by ${requestId} was approved after the node had said that it is blocked`]
            : [],
        );
      }),
    ];
  },
};

const saysBlocked = ({ kind, told: [told] }: Deal): boolean =>
  (kind === 'block' && isApproved(told)) || isDeclined(told, 'card-blocked');

/** What is on cards, and who may do what with them. */
export const ofCards: readonly Promised[] = [
  cardsAddUp,
  holdsEndOnce,
  noMoreGoesBack,
  cardsAreSoldOnce,
  blocksHold,
];
