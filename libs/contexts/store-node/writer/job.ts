import type { TillRequest } from '../contracts/index.js';
import type { Loaded, Needs, RequestKey } from '../ports/store-database.js';
import type { WorkingSet } from './working-set.js';

/** Work for the writer: what it needs to know, and what it does with that, at once and with nothing else in between. */
export interface Job<T> {
  readonly needs: Needs;
  work(set: WorkingSet): T;
}

/** What a till's request can only be decided on. */
export function needsOf(request: TillRequest): Needs {
  const requests: RequestKey[] = [{ till: request.till, requestId: request.requestId }];
  switch (request.kind) {
    case 'capture':
    case 'release':
      return { requests, business: [request.hold], cards: [] };
    case 'reverse':
      return { requests, business: [request.redemption], cards: [] };
    case 'annul':
      return { requests, business: [], cards: [] };
    default:
      return { requests, business: [], cards: [request.cardId] };
  }
}

/** What is needed besides, once it is known what those requests and facts were about. */
export function needsBeyond(needs: Needs, { requests, business }: Loaded): Needs | undefined {
  const loaded = new Set(needs.cards);
  const begun = new Set(needs.business);
  const cards = new Set<string>();
  for (const { cardId } of requests) if (cardId !== undefined && !loaded.has(cardId)) cards.add(cardId);
  for (const each of business) {
    const { cardId } = each.kind === 'hold' ? each.hold : each.taking;
    if (!loaded.has(cardId)) cards.add(cardId);
  }
  const facts = requests.flatMap(({ answer }) =>
    answer.outcome === 'approved' && answer.factId !== undefined && !begun.has(answer.factId)
      ? [answer.factId]
      : [],
  );
  if (cards.size === 0 && facts.length === 0) return undefined;
  return { requests: [], business: facts, cards: [...cards] };
}

export const together = (all: readonly Needs[]): Needs => ({
  requests: all.flatMap(({ requests }) => requests),
  business: [...new Set(all.flatMap(({ business }) => business))],
  cards: [...new Set(all.flatMap(({ cards }) => cards))],
  allowances: [...new Set(all.flatMap(({ allowances = [] }) => allowances))],
});
