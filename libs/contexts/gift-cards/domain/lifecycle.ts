import { accept, alreadyDone, type Decision, refuse } from '#kernel';

import {
  type ActivateCard,
  type BlockCard,
  CardActivated,
  CardAlreadyIssued,
  CardBlocked,
  CardIssued,
  CardUnblocked,
  CardUnknown,
  type IssueCard,
  type UnblockCard,
} from '../contracts/index.js';
import type { GiftCard } from './gift-card.js';
import { type NotActive, whyNotActive } from './rules.js';

export function issueCard(
  card: GiftCard,
  { data: { cardId, currency, activate } }: IssueCard,
): Decision<CardIssued | CardActivated, CardAlreadyIssued> {
  const issued = new CardIssued({ cardId, currency });
  if (card.status === 'unissued') {
    return activate ? accept(issued, new CardActivated({ cardId })) : accept(issued);
  }
  // Whoever asked for an active card must not hear "issued" of one that cannot be used yet.
  const asAsked = card.currency === currency && !(activate && card.status === 'issued');
  if (asAsked) return alreadyDone(issued);
  return refuse(new CardAlreadyIssued({ cardId, currency: card.currency }));
}

export function activateCard(card: GiftCard, { data }: ActivateCard): Decision<CardActivated, NotActive> {
  switch (card.status) {
    case 'issued':
      return accept(new CardActivated(data));
    case 'active':
      return alreadyDone(new CardActivated(data));
    case 'unissued':
    case 'blocked':
      return refuse(whyNotActive(card, data.cardId));
  }
}

/** Until it is unblocked, a card stays blocked for the reason that the hub gave first. Blocks of stores stand beside it. */
export function blockCard(card: GiftCard, { data }: BlockCard): Decision<CardBlocked, CardUnknown> {
  if (card.status === 'unissued') return refuse(new CardUnknown({ cardId: data.cardId }));
  return card.blocks.event ? alreadyDone(card.blocks.event) : accept(new CardBlocked(data));
}

/** Names the blocks that it ends: one that the hub hears of later was not meant, and blocks the card again. */
export function unblockCard(
  card: GiftCard,
  { data: { cardId } }: UnblockCard,
): Decision<CardUnblocked, CardUnknown> {
  if (card.status === 'unissued') return refuse(new CardUnknown({ cardId }));
  const blockIds = [...card.blocks.live];
  const status = card.isActivated ? 'active' : 'issued';
  const event = new CardUnblocked({ cardId, blockIds, status });
  return blockIds.length > 0 ? accept(event) : alreadyDone(event);
}
