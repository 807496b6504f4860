import { type GiftCard, withStatus } from './gift-card.js';
import { conflicting } from './ledger/draws.js';
import { readFacts, type StoreFacts } from './ledger/read-facts.js';

/** What facts of a store make of a card, known or not. */
export function recordFacts(card: GiftCard, recorded: StoreFacts): GiftCard {
  const after = withStatus({ ...card, ...readFacts(card, recorded) });
  const [fact] = recorded.facts;
  if (card.status !== 'unissued' || !fact) return after;
  const told = { ...fact, storeId: recorded.storeId };
  const detail = 'A store has told of a card that nobody has issued';
  return { ...after, ...conflicting(after, told, 'card-unknown', { subject: 'card', minor: 0, detail }) };
}
