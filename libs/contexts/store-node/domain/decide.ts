import type { Annul, TillRequest } from '../contracts/index.js';
import { activate, block, load } from './counter.js';
import { decline, type StoreDecision } from './decision.js';
import { capture, release } from './hold-end.js';
import type { OwnHold, OwnTaking } from './own-business.js';
import { type Grounds, placeHold, redeem } from './redeem.js';
import { reverse } from './reverse.js';

/** All that a decision may know. The view is of the card that the request is about, also by what it names. */
export interface Desk extends Grounds {
  /** What the fact that the request names has begun. */
  readonly begun:
    | { readonly kind: 'hold'; readonly hold: OwnHold }
    | { readonly kind: 'taking'; readonly taking: OwnTaking }
    | undefined;
  /** A UUID that was never used: it names the load or the block, if one comes of this. */
  readonly newId: string;
}

/** What a store answers to a request of which it has not heard before. */
export function decide(request: Exclude<TillRequest, Annul>, desk: Desk): StoreDecision {
  const { begun, books } = desk;
  if (books.terms.status === 'ended') return decline({ code: 'store-ended' });
  const hold = begun?.kind === 'hold' ? begun.hold : undefined;
  switch (request.kind) {
    case 'redeem':
      return redeem(request, desk);
    case 'hold':
      return placeHold(request, desk);
    case 'capture':
      return capture(request, hold, desk);
    case 'release':
      return release(hold, desk);
    case 'reverse':
      return reverse(request, begun?.kind === 'taking' ? begun.taking : undefined, desk);
    case 'load':
      return load(request, desk.newId, desk);
    case 'activate':
      return activate(request, desk);
    case 'block':
      return block(request, desk.newId, desk);
  }
}
