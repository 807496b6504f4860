import {
  AllowanceGranted,
  AllowancesRecalled,
  AllowancesReclaimed,
  CardActivated,
  CardBlocked,
  CardLoaded,
  CardRedeemed,
  CardUnblocked,
  HoldCaptured,
  HoldPlaced,
  HoldReleased,
  OverdraftCured,
  OverdraftSettled,
  PolicyAssigned,
  StoreFactsRecorded,
} from '#contracts/gift-cards';
import { type Concern, follower, type MessageOf } from '#kernel';
import { StockAssigned } from '../contracts/index.js';
import { storeIdsIn } from './store-registry.js';

const FOLLOWED = [
  AllowanceGranted,
  AllowancesRecalled,
  AllowancesReclaimed,
  CardActivated,
  CardBlocked,
  CardLoaded,
  CardRedeemed,
  CardUnblocked,
  HoldCaptured,
  HoldPlaced,
  HoldReleased,
  OverdraftCured,
  OverdraftSettled,
  PolicyAssigned,
  StockAssigned,
  StoreFactsRecorded,
] as const;

type Followed = MessageOf<(typeof FOLLOWED)[number]>;

/** Notes which stores are to be told of which cards. What they are told is read when they ask. */
export const cardFeed = follower('clearing.card-feed', {
  version: 1,
  events: FOLLOWED,
  async follow(tx, batch) {
    const events = batch.map(({ event }) => event);
    const blocked = new Set(events.flatMap(blockedBy));
    const everyStore = blocked.size === 0 ? [] : await storeIdsIn(tx);
    await tx.facts.announce({
      concerns: [
        ...events.flatMap(concernsOf),
        ...everyStore.flatMap((storeId) => [...blocked].map((cardId) => ({ storeId, cardId }))),
      ],
      changed: [...new Set(events.flatMap(changedBy))],
    });
  },
});

/** All stores are told of a block. */
function blockedBy(event: Followed): string[] {
  if (event instanceof CardBlocked) return [event.data.cardId];
  const isBlock =
    event instanceof StoreFactsRecorded &&
    event.data.facts.some(({ says }) => says.type === 'gift-cards.blocked-at-store');
  return isBlock ? [event.data.cardId] : [];
}

/** Stores that are to be told from now on. */
function concernsOf(event: Followed): Concern[] {
  if (event instanceof StockAssigned)
    return event.data.cardIds.map((cardId) => ({ storeId: event.data.storeId, cardId }));
  if (event instanceof AllowanceGranted || event instanceof StoreFactsRecorded)
    return [{ storeId: event.data.storeId, cardId: event.data.cardId }];
  return [];
}

/** An allowance is the business of its store alone. */
const changedBy = (event: Followed): string[] =>
  event instanceof StockAssigned || event instanceof AllowanceGranted ? [] : [event.data.cardId];
