import { type CardStatement, effectOf, type StoreFactsRecorded, understand } from '../../contracts/index.js';
import { blockedByStore } from './blocks.js';
import { conflicting } from './draws.js';
import { exposed } from './exposures.js';
import type { Ledger, StoreBooks } from './ledger.js';
import { activateAtStore, loadAtStore, returnAllowance } from './store-allowances.js';
import { captureAtStore, holdAtStore, releaseAtStore } from './store-holds.js';
import { redeemAtStore, reverseAtStore } from './takings.js';
import type { ToldFact } from './told-fact.js';

export type StoreFacts = Omit<StoreFactsRecorded['data'], 'after'>;

/** What the facts of a store make of a card. They were not recorded before, and are in the order of its chain. */
export function readFacts(before: Ledger, { cardId, storeId, facts }: StoreFacts): Ledger {
  let ledger = before;
  for (const fact of facts) {
    const told = { storeId, id: fact.id, seq: fact.seq, at: fact.at, forked: fact.forked };
    const says = understand(fact.says);
    ledger = readFact(ledger, told, says?.body.cardId === cardId ? says : undefined);
  }
  return ledger;
}

/**
 * A chain is read up to the first fact that is not understood: what comes behind it may rest on it. Only blocks count at once,
 * since they rest on nothing.
 */
function readFact(before: Ledger, fact: ToldFact, says: CardStatement | undefined): Ledger {
  const { kept, frontier, notUnderstood } = before.books;
  const waits = !fact.forked && kept[fact.storeId] !== frontier[fact.storeId];
  const isRead = says !== undefined && !waits;
  const books = {
    ...noted(before.books, fact, isRead ? says : undefined),
    notUnderstood: notUnderstood + (isRead ? 0 : 1),
  };
  const ledger = { ...before, books };
  if (isRead) return happened(reusing(forkedIn(ledger, fact, says), fact, says), fact, says);
  if (says?.type === 'gift-cards.blocked-at-store') return happened(ledger, fact, says);
  const detail = 'The store says something that is not understood here; what it says after that waits';
  return conflicting(ledger, fact, 'not-understood', { subject: fact.storeId, minor: 0, detail });
}

/** @param read undefined when it is kept only */
function noted(books: StoreBooks, fact: ToldFact, read: CardStatement | undefined): StoreBooks {
  const { storeId, seq, id } = fact;
  if (fact.forked) return { ...books, forked: books.forked.with(id, fact) };
  const kept = { ...books.kept, [storeId]: seq };
  if (!read) return { ...books, kept };
  const exposures = exposed(books.exposures, storeId, effectOf(read).riskMinor);
  return { ...books, kept, frontier: { ...books.frontier, [storeId]: seq }, exposures };
}

function forkedIn(ledger: Ledger, fact: ToldFact, { body }: CardStatement): Ledger {
  if (!fact.forked) return ledger;
  const detail = 'The store has told two histories, and this is of the second';
  return conflicting(ledger, fact, 'fork', {
    subject: fact.id,
    minor: 'minor' in body ? body.minor : 0,
    detail,
  });
}

/** Notes which request was answered, and whether one was answered twice. */
function reusing(ledger: Ledger, fact: ToldFact, { type, body }: CardStatement): Ledger {
  if (type === 'gift-cards.redemption-reversed' || !('requestId' in body)) return ledger;
  const request = `${fact.storeId}/${body.till}/${body.requestId}`;
  if (ledger.books.requests.get(request)) {
    const detail = 'A request of a till was answered twice';
    return conflicting(ledger, fact, 'request-reused', { subject: request, minor: 0, detail });
  }
  return { ...ledger, books: { ...ledger.books, requests: ledger.books.requests.with(request, fact) } };
}

function happened(ledger: Ledger, fact: ToldFact, { type, body }: CardStatement): Ledger {
  switch (type) {
    case 'gift-cards.redeemed-at-store':
      return redeemAtStore(ledger, fact, body);
    case 'gift-cards.redemption-reversed':
      return reverseAtStore(ledger, fact, body);
    case 'gift-cards.hold-placed-at-store':
      return holdAtStore(ledger, fact, body);
    case 'gift-cards.hold-captured-at-store':
      return captureAtStore(ledger, fact, body);
    case 'gift-cards.hold-released-at-store':
      return releaseAtStore(ledger, fact, body);
    case 'gift-cards.loaded-at-store':
      return loadAtStore(ledger, fact, body);
    case 'gift-cards.activated-at-store':
      return activateAtStore(ledger, fact);
    case 'gift-cards.blocked-at-store': {
      const block = { storeId: fact.storeId, blockId: body.blockId, version: ledger.version };
      return { ...ledger, blocks: blockedByStore(ledger.blocks, block) };
    }
    case 'gift-cards.allowance-returned':
      return returnAllowance(ledger, fact, body);
  }
}
