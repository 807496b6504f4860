import {
  BALANCE_MINOR_MAX,
  CardActivatedAtStore,
  CardBlockedAtStore,
  CardLoadedAtStore,
} from '#contracts/gift-cards';
import type { Activate, Block, Load } from '../contracts/index.js';
import { approve, decline, type StoreDecision } from './decision.js';
import type { Grounds } from './redeem.js';
import { whyNotUsable } from './rules.js';
import { settled } from './settled.js';

/** Cash is safe anywhere: what it loads can be spent at once where it was loaded. */
export function load(request: Load, loadId: string, grounds: Grounds): StoreDecision {
  const { cardId, till, requestId, minor, currency } = request;
  const { view, books } = grounds;
  const why = whyNotUsable(view, currency, books);
  if (why) return decline(why);
  const leftMinor = books.terms.loadGrantedMinor - books.loadedMinor;
  if (minor > leftMinor) return decline({ code: 'load-budget-spent', leftMinor: Math.max(0, leftMinor) });
  const balanceMinor = view?.balanceMinor ?? 0;
  if (balanceMinor + minor > BALANCE_MINOR_MAX)
    return decline({ code: 'balance-limit', limitMinor: BALANCE_MINOR_MAX, balanceMinor });
  return approve(
    settled(grounds, minor, minor),
    CardLoadedAtStore.say({ cardId, till, requestId, loadId, minor, tender: 'cash' }),
  );
}

/** The stock of a store is its right to activate: no card is in two stocks. */
export function activate(request: Activate, grounds: Grounds): StoreDecision {
  const { cardId, till, requestId } = request;
  const { view, books } = grounds;
  if (!view) return decline({ code: 'card-unknown' });
  if (view.isBlocked) return decline({ code: 'card-blocked' });
  if (view.isActive) return decline({ code: 'card-already-active' });
  if (!books.terms.stock.includes(cardId)) return decline({ code: 'card-not-in-stock' });
  return approve(settled(grounds, 0, 0), CardActivatedAtStore.say({ cardId, till, requestId }));
}

/** Anybody may block a card, known or not, anywhere, at any time. */
export function block(request: Block, blockId: string, grounds: Grounds): StoreDecision {
  const { cardId, till, requestId, reason } = request;
  return approve(
    settled(grounds, 0, 0),
    CardBlockedAtStore.say({ cardId, till, requestId, blockId, reason }),
  );
}
