import { accept, alreadyDone, type Decision, refuse } from '#kernel';

import {
  type ActivateCard,
  type BlockCard,
  CardActivated,
  CardAlreadyIssued,
  CardBlocked,
  CardIssued,
  CardUnknown,
  type IssueCard,
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

/** Once blocked, a card stays blocked for the reason that came first. */
export function blockCard(card: GiftCard, { data }: BlockCard): Decision<CardBlocked, CardUnknown> {
  switch (card.status) {
    case 'unissued':
      return refuse(new CardUnknown({ cardId: data.cardId }));
    case 'issued':
    case 'active':
      return accept(new CardBlocked(data));
    case 'blocked':
      return alreadyDone(card.event);
  }
}
