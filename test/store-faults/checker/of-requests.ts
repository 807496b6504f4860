import { groupBy } from '../../faults/checker/shape.js';
import { type Deal, isApproved, isDeclined, isToldAlike, requestOf, type Told } from '../trade/journal.js';
import { cameOf } from './came-of.js';
import type { Place } from './evidence.js';
import { factsOfOneDisk, placeOf, type Promised, sumOf, wentWithADisk, withOneDisk } from './promised.js';

const approvedIsAtTheHubOnce: Promised = {
  id: 'approved',
  check({ deals, recorded, aside, places }) {
    const byId = groupBy(recorded, ({ id }) => id);
    const kept = new Set(aside.map(({ id }) => id));
    return deals.flatMap((deal) => {
      const [told] = deal.told;
      if (!isApproved(told) || told.factId === undefined) return [];
      const { factId, approvedMinor } = told;
      const [fact, ...others] = byId.get(factId) ?? [];
      const what = `${deal.place} approved ${approvedMinor} to ${deal.kind} by ${deal.requestId} (${factId})`;
      if (others.length > 0) return [`${what}; the hub's cards have it ${others.length + 1} times`];
      if (fact)
        return cameOf(fact, deal, byId) && fact.minor === approvedMinor
          ? []
          : [`${what}; the hub's card has ${JSON.stringify(fact)}`];
      if (kept.has(factId) || mayBeMissing(deal, factId, places)) return [];
      return [`${what}; the hub's cards do not have it`];
    });
  },
};

/** What went with a disk; and what a node that may not speak any more has on its own. */
const mayBeMissing = (deal: Deal, factId: string, places: readonly Place[]): boolean =>
  wentWithADisk(deal, places) || placeOf(deal, places)?.silenced?.has(factId) === true;

const nothingIsDoubled: Promised = {
  id: 'once',
  check(evidence) {
    const asked = factsOfOneDisk(evidence).filter(({ requestId }) => requestId !== null);
    // What a request has done and what annuls it are two facts.
    const requests = groupBy(
      asked,
      ({ storeId, till, requestId, why }) =>
        `${storeId} ${till} ${requestId}${why === 'annulled' ? ', annulled,' : ''}`,
    );
    return [
      ...[...groupBy(evidence.recorded, ({ id }) => id)].flatMap(([id, { length }]) =>
        length > 1 ? [`The fact ${id} is on the hub's cards ${length} times`] : [],
      ),
      ...[...requests].flatMap(([request, { length }]) =>
        length > 1 ? [`The request ${request} made ${length} facts`] : [],
      ),
    ];
  },
};

const nothingIsInvented: Promised = {
  id: 'asked',
  check({ deals, recorded }) {
    const byId = groupBy(recorded, ({ id }) => id);
    const byStore = groupBy(deals, ({ storeId }) => storeId);
    return recorded.flatMap((fact) => {
      if (fact.kind === 'release' && fact.why === 'expired') return [];
      const wishes = (byStore.get(fact.storeId) ?? []).filter((deal) => cameOf(fact, deal, byId));
      if (wishes.length === 0) return [`No till asked for ${JSON.stringify(fact)}`];
      return [
        ...wishes.flatMap((wish) =>
          isAmountOf(wish, fact.minor)
            ? []
            : [`${wish.requestId} asked to ${wish.kind}, and ${fact.minor} came of it`],
        ),
        ...(wishes.every(({ told }) => told.length > 0 && !told.some(isApproved))
          ? [`${wishes[0]?.requestId} was declined, and ${fact.kind} of ${fact.minor} came of it`]
          : []),
      ];
    });
  },
};

/** Less than what was asked for is approved of redemptions only. */
const isAmountOf = (deal: Deal, minor: number): boolean =>
  !('minor' in deal) || minor === deal.minor || (deal.kind === 'redeem' && minor < deal.minor);

const answersStay: Promised = {
  id: 'answer',
  check({ deals, places }) {
    const annulled = new Set(deals.filter(isAnnulment).map(requestOf));
    return deals.flatMap((deal) => {
      const told = annulled.has(requestOf(deal)) ? withoutCallingOff(deal.told) : deal.told;
      const isLookedAtAnew = deal.kind === 'annul' || isCalledOff(told[0]);
      return isToldAlike(isLookedAtAnew ? told.map(withoutLine) : told) || wentWithADisk(deal, places)
        ? []
        : [`${deal.place} told ${deal.requestId} ${JSON.stringify(deal.told)}`];
    });
  },
};

/** A request is answered as it was at first, until it is called off. */
function withoutCallingOff(told: Deal['told']): Deal['told'] {
  const since = told.findIndex(isCalledOff);
  return since > 0 && told.slice(since).every(isCalledOff) ? told.slice(0, since) : told;
}

const isCalledOff = (told: Told | undefined): boolean => isDeclined(told, 'request-annulled');

/** Whether the line was up is told anew with what is not kept: that a request is, or cannot be, called off. */
const withoutLine = (told: Told): Told => (told.outcome === 'declined' ? { ...told, onLine: false } : told);

const isAnnulment = ({ kind, told: [told] }: Deal): boolean => kind === 'annul' && isApproved(told);

const annulledIsNothing: Promised = {
  id: 'annulled',
  check(evidence) {
    const { deals, places } = evidence;
    const facts = factsOfOneDisk(evidence);
    const byRequest = groupBy(facts, (fact) => `${fact.storeId} ${fact.till} ${fact.requestId}`);
    const byBegin = groupBy(facts, ({ of }) => of ?? '');
    const asked = groupBy(deals, requestOf);
    const single = withOneDisk(evidence.stores);
    return deals.filter(isAnnulment).flatMap((annulment) => {
      const { storeId, requestId, toldBefore = Infinity } = annulment;
      if (!single.has(storeId) || wentWithADisk(annulment, places)) return [];
      const done = (byRequest.get(requestOf(annulment)) ?? []).filter(
        ({ kind, why }) => kind !== 'annul' && why !== 'annulled',
      );
      const leftMinor = sumOf(
        done,
        ({ id, minor }) => minor - sumOf(byBegin.get(id) ?? [], (undone) => undone.minor),
      );
      const late = (asked.get(requestOf(annulment)) ?? []).filter(
        ({ kind, number, told }) => kind !== 'annul' && number >= toldBefore && told.some(isApproved),
      );
      return [
        ...(leftMinor === 0 ? [] : [`${requestId} was annulled, and ${leftMinor} of it stays`]),
        ...late.map(({ place }) => `${place} approved ${requestId} after it was annulled`),
      ];
    });
  },
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

/** What comes of a request, whoever asks how often. */
export const ofRequests: readonly Promised[] = [
  approvedIsAtTheHubOnce,
  nothingIsDoubled,
  nothingIsInvented,
  answersStay,
  annulledIsNothing,
  idsNameOneRequest,
];
