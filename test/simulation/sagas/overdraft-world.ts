import type { AnyEvent } from '#kernel';
import { overdraftCase } from '#contexts/clearing';
import { giftCard, standingOf } from '#contexts/gift-cards';
import { ConfirmStoresHeard, DecideOverdraft } from '#contracts/clearing';
import {
  CardActivated,
  CardIssued,
  CardLoaded,
  CardRedeemedAtStore,
  LoadCard,
  RecordStoreFacts,
} from '#contracts/gift-cards';
import { aggregate, type SimulatedWorld } from '#testing/saga-simulation';

export const cardId = '01920000-0000-7000-8000-00000000000a';
export const caseId = `${cardId}:overdraft:1`;
const stores = ['1', '2', '3', '4'].map((n) => `01920000-0000-7000-8000-00000000510${n}`);
const loadId = '01920000-0000-7000-8000-0000000000ff';
const lateLoadId = '01920000-0000-7000-8000-0000000000fe';
const euros = (minor: number) => ({ minor, currency: 'EUR' as const });

/** What a store took without an allowance, as it tells the hub. */
function tells(storeId: string, minor: number, atMs = 2_000): RecordStoreFacts {
  const said = CardRedeemedAtStore.say({
    cardId,
    till: 'till-1',
    requestId: 'request-1',
    requestedMinor: minor,
    allowPartial: false,
    minor,
    draws: [],
    unbackedMinor: minor,
    mode: 'hybrid',
    seenVersion: 3,
  });
  const fact = {
    id: `fact-of-${storeId}`.padEnd(43, '_').slice(0, 43),
    seq: 1,
    at: { ms: atMs, count: 0 },
    forked: false,
    says: said,
  };
  return new RecordStoreFacts({ cardId, storeId, facts: [fact] });
}

const [north = '', south = '', west = '', east = ''] = stores;

/** Two stores that did not know of each other. */
export const roaming = tells(south, 400);
/** More than a store may take of any card without an allowance. */
export const breach = tells(south, 4_000);
/** Another store that does so, which the hub hears of when it hears of it. */
export const anotherBreach = tells(west, 3_000);
/** Half a town at once: it was first, so it is the others that bear it. */
export const fraud = tells(east, 300, 1_000);

const opening = [
  new CardIssued({ cardId, currency: 'EUR' }),
  new CardActivated({ cardId }),
  new CardLoaded({ cardId, loadId, amount: euros(500) }),
];

/** The card as it is after other stores have told theirs. */
function after(...told: readonly RecordStoreFacts[]) {
  return told.reduce<readonly AnyEvent[]>((history, command) => {
    const decision = giftCard.open(history).decide(command, { now: 0 });
    if (decision.outcome === 'refused') throw new Error('Facts are never refused');
    return [...history, ...decision.events];
  }, opening);
}

/** Everybody whom the overdraft saga deals with, as they are. */
export const participantsAfter = (...told: readonly RecordStoreFacts[]) => ({
  cards: aggregate(giftCard, { given: after(...told) }),
  cases: aggregate(overdraftCase),
});
export const afterNorth = participantsAfter(tells(north, 300));
export const afterMany = participantsAfter(tells(north, 300), tells(south, 100), tells(west, 100));

export const heard = new ConfirmStoresHeard({ caseId, by: 'anna', why: 'On the phone' });
export const paid = new DecideOverdraft({ caseId, outcome: 'paid', by: 'anna', why: 'Payment 4711' });
/** As much as cures any overdraft here, and comes when it comes. */
export const load = new LoadCard({ cardId, loadId: lateLoadId, amount: euros(5_000) });

export type OverdraftWorld = SimulatedWorld<typeof afterNorth>;

/** How the case stands at gift cards, and what stores approved that may still cost something. */
export function standing({ participants, state }: OverdraftWorld) {
  const card = participants.cards(cardId);
  const { balanceMinor, books, overdrafts, blocks } = card;
  return {
    state,
    balanceMinor,
    isExposed: Object.keys(books.exposures).length > 0,
    openId: overdrafts.openId,
    mode: standingOf(card, cardId)?.policy.mode,
    isBlocked: blocks.event !== undefined,
    peoplesCase: participants.cases(caseId).status,
  };
}
