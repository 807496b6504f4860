import type { TillRequest } from '../contracts/index.js';
import type { Loaded, Needs, RequestKey } from '../ports/store-database.js';
import type { WorkingSet } from './working-set.js';

/** What some work rests on. */
export interface Premises {
  readonly needs: Needs;
  /** Requests that are not looked up before: nearly all are new, and the commit finds the one that is not. */
  readonly presumedNew?: readonly RequestKey[];
}

/**
 * Work for the writer: what it needs to know, and what it does with that, at once and with nothing else in between. What it did is
 * forgotten, and it is done anew, when it rested on what was not so.
 */
export interface Job<T> extends Premises {
  work(set: WorkingSet): T;
}

/** What a till's request can only be decided on. */
export function premisesOf(request: TillRequest): Premises {
  const key: RequestKey = { till: request.till, requestId: request.requestId };
  const presumedNew = [key];
  switch (request.kind) {
    case 'capture':
    case 'release':
      return { presumedNew, needs: { requests: [], business: [request.hold], cards: [] } };
    case 'reverse':
      return { presumedNew, needs: { requests: [], business: [request.redemption], cards: [] } };
    case 'annul':
      return { needs: { requests: [key], business: [], cards: [] } };
    default:
      return { presumedNew, needs: { requests: [], business: [], cards: [request.cardId] } };
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
