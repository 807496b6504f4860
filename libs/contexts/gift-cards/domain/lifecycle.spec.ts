import { describe, it } from '@jest/globals';

import { specification } from '#testing';

import {
  ActivateCard,
  BlockCard,
  CardAlreadyIssued,
  CardIsBlocked,
  CardUnblocked,
  CardUnknown,
  IssueCard,
  UnblockCard,
} from '../contracts/index.js';
import { giftCard } from './gift-card.decider.js';
import { activated, annulled, blocked, cardId, cardWith, issued } from './sample-card.js';
import { blockedAtStore } from './sample-statements.js';
import { fact, north, recorded } from './sample-stores.js';

const issue = new IssueCard({ cardId, currency: 'EUR', activate: false });
const activate = new ActivateCard({ cardId });
const block = new BlockCard({ cardId, reason: 'reported lost' });

describe('Issuing a card', () => {
  it('brings it into being', () => {
    specification(giftCard).given().when(issue).then(issued());
  });

  it('that is sold at once activates it at once', () => {
    const sell = new IssueCard({ cardId, currency: 'EUR', activate: true });
    specification(giftCard).given().when(sell).then(issued(), activated());
  });

  it('again, in the same currency, is done already, whatever became of the card', () => {
    const sell = new IssueCard({ cardId, currency: 'EUR', activate: true });
    specification(giftCard).given(issued(), activated()).when(sell).thenNothingNew(issued());
    specification(giftCard).given(issued(), activated(), blocked()).when(sell).thenNothingNew(issued());
    specification(giftCard).given(issued()).when(issue).thenNothingNew(issued());
    specification(giftCard).given(issued(), blocked()).when(issue).thenNothingNew(issued());
  });

  it('again, in another currency, is refused', () => {
    specification(giftCard)
      .given(...cardWith(500))
      .when(new IssueCard({ cardId, currency: 'USD', activate: false }))
      .thenRefused(new CardAlreadyIssued({ cardId, currency: 'EUR' }));
  });

  it('again, to be sold at once, is refused when it was issued without', () => {
    specification(giftCard)
      .given(issued())
      .when(new IssueCard({ cardId, currency: 'EUR', activate: true }))
      .thenRefused(new CardAlreadyIssued({ cardId, currency: 'EUR' }));
  });

  it('is possible after a hold on it was annulled', () => {
    specification(giftCard).given(annulled()).when(issue).then(issued());
  });
});

describe('Activating a card', () => {
  it('makes it usable', () => {
    specification(giftCard).given(issued()).when(activate).then(activated());
  });

  it('again is done already', () => {
    specification(giftCard).given(issued(), activated()).when(activate).thenNothingNew(activated());
  });

  it('is refused when nobody issued it', () => {
    specification(giftCard).given().when(activate).thenRefused(new CardUnknown({ cardId }));
    specification(giftCard).given(annulled()).when(activate).thenRefused(new CardUnknown({ cardId }));
  });

  it('is refused when it is blocked', () => {
    specification(giftCard)
      .given(issued(), blocked())
      .when(activate)
      .thenRefused(new CardIsBlocked({ cardId }));
  });
});

describe('Blocking a card', () => {
  it('works on one that was only issued, and on an active one', () => {
    specification(giftCard).given(issued()).when(block).then(blocked());
    specification(giftCard)
      .given(...cardWith(500))
      .when(block)
      .then(blocked());
  });

  it('again is done already, for the first reason', () => {
    specification(giftCard)
      .given(issued(), blocked())
      .when(new BlockCard({ cardId, reason: 'another one' }))
      .thenNothingNew(blocked());
  });

  it('is refused when nobody issued it', () => {
    specification(giftCard).given().when(block).thenRefused(new CardUnknown({ cardId }));
  });
});

describe('Unblocking a card', () => {
  const unblock = new UnblockCard({ cardId });
  const unblocked = (blockIds: string[], status: 'issued' | 'active' = 'active') =>
    new CardUnblocked({ cardId, blockIds, status });
  const atStore = (seq: number) => fact(seq, blockedAtStore(blockId));
  const blockedAtNorth = (seq: number) =>
    recorded(north, [atStore(seq)], { status: 'blocked', balanceMinor: 0 });
  const blockId = '01980000-0000-7000-8000-00000000e001';

  it('ends all blocks that are known, at the hub and at stores', () => {
    specification(giftCard)
      .given(issued(), activated(), blocked(), blockedAtNorth(1))
      .when(unblock)
      .then(unblocked(['hub-1', blockId]));
  });

  it('leaves a card that was never active as it was', () => {
    const ended = unblocked(['hub-1'], 'issued');
    specification(giftCard).given(issued(), blocked()).when(unblock).then(ended);
    specification(giftCard).given(issued(), blocked(), ended).when(activate).then(activated());
  });

  it('does not end a block that the hub hears of later, but one that it hears of again', () => {
    const known = [issued(), activated(), blocked(), blockedAtNorth(1), unblocked(['hub-1', blockId])];
    specification(giftCard)
      .given(...known, blockedAtNorth(2))
      .when(unblock)
      .thenNothingNew(unblocked([]));
    specification(giftCard)
      .given(...known, blocked())
      .when(unblock)
      .then(unblocked(['hub-2']));
  });

  it('is done already when nothing blocks the card, and refused when there is none', () => {
    specification(giftCard).given(issued(), activated()).when(unblock).thenNothingNew(unblocked([]));
    specification(giftCard).given().when(unblock).thenRefused(new CardUnknown({ cardId }));
  });

  it('may be followed by another block, and a block of a store does not stand for one of the hub', () => {
    specification(giftCard)
      .given(issued(), activated(), blocked(), unblocked(['hub-1']))
      .when(block)
      .then(blocked());
    specification(giftCard).given(issued(), activated(), blockedAtNorth(1)).when(block).then(blocked());
  });
});
