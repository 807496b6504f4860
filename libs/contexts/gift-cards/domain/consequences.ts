import type { AnyRefusal, Decision, Message } from '#kernel';
import {
  type AllowancesRecalled,
  ConflictFound,
  ExposureEnded,
  InsufficientBalance,
  OverdraftSuspected,
  ValueRedeemedAcross,
} from '../contracts/index.js';
import { recallOf } from './allowance.js';
import { evolve } from './evolve.js';
import type { CardEvent, GiftCard } from './gift-card.js';
import { exposuresByStore } from './ledger/exposures.js';
import { freeMinor } from './ledger/ledger.js';
import { currencyOf } from './standing.js';

type Consequence =
  AllowancesRecalled | ConflictFound | ValueRedeemedAcross | ExposureEnded | OverdraftSuspected;

/**
 * Adds to what a decision says what follows from it. That is read off the card, not off the decision: what no event has told yet
 * is told now, also when it is a newer build that understands an older fact.
 */
export const withConsequences =
  <
    C extends Message<'command', string, { readonly cardId: string }>,
    E extends CardEvent,
    R extends AnyRefusal,
  >(
    decide: (card: GiftCard, command: C) => Decision<E, R>,
  ) =>
  (card: GiftCard, command: C): Decision<E | Consequence, R> => {
    const decision = decide(card, command);
    if (decision.outcome === 'refused') {
      // More is wanted at the hub than is free: the next attempt finds what stores give back.
      const isShort = decision.refusal instanceof InsufficientBalance;
      return isShort ? { ...decision, events: recallOf(card, command.data.cardId) } : decision;
    }
    if (decision.events.length === 0) return decision;
    const consequences = consequencesOf(decision.events.reduce<GiftCard>(evolve, card), command.data.cardId);
    return { ...decision, events: [...decision.events, ...consequences] };
  };

function consequencesOf(card: GiftCard, cardId: string): readonly Consequence[] {
  const conflicts = card.conflicts.untold.map((conflict) => new ConflictFound({ cardId, ...conflict }));
  const moves = Object.values(card.value.untold);
  // A card that nobody has issued has no currency yet.
  const across =
    card.status === 'unissued' || moves.length === 0
      ? []
      : [new ValueRedeemedAcross({ cardId, currency: card.currency, moves })];
  const { openId, count } = card.overdrafts;
  const caseId = `${cardId}:overdraft:${count + 1}`;
  const overdrafts =
    card.balanceMinor < 0 && openId === undefined
      ? [new OverdraftSuspected({ cardId, caseId, minor: -card.balanceMinor, ...currencyOf(card) })]
      : [];
  // What is set aside of a blocked card is wanted back.
  const recalls = card.blocks.live.length > 0 ? recallOf(card, cardId) : [];
  return [...conflicts, ...across, ...exposuresEnded(card, cardId), ...overdrafts, ...recalls];
}

/** With something promised that is not there, a draw on an allowance may yet be what makes the card short. */
function exposuresEnded(card: GiftCard, cardId: string): readonly ExposureEnded[] {
  if (freeMinor(card) < 0 || card.overdrafts.openId !== undefined) return [];
  return exposuresByStore(card.books.exposures).map(
    ([storeId, minor]) => new ExposureEnded({ cardId, storeId, minor }),
  );
}
