import { giveBack, RedemptionReversed, RequestAnnulled } from '#contracts/gift-cards';
import type { Annul, Reverse } from '../contracts/index.js';
import { approve, decline, type StoreDecision } from './decision.js';
import { released } from './hold-end.js';
import type { OwnHold, OwnTaking } from './own-business.js';
import type { Grounds } from './redeem.js';
import { settled } from './settled.js';

/** Only the store that has taken something gives it back: two that do so would give it back twice. */
export function reverse(request: Reverse, taking: OwnTaking | undefined, grounds: Grounds): StoreDecision {
  if (!taking) return decline({ code: 'redemption-unknown' });
  const { leftMinor } = taking;
  const minor = request.minor ?? leftMinor;
  if (minor > leftMinor || minor === 0) return decline({ code: 'more-than-redeemed', leftMinor });
  return approve(settled(grounds, minor, minor), reversed(request, taking, minor, 'asked'));
}

function reversed(
  { till, requestId }: Reverse | Annul,
  { cardId, factId, mode, backing }: OwnTaking,
  minor: number,
  why: 'asked' | 'annulled',
) {
  const { back, unbackedBackMinor } = giveBack(minor, backing);
  return RedemptionReversed.say({
    cardId,
    till,
    requestId,
    redemption: factId,
    minor,
    back: [...back],
    unbackedBackMinor,
    mode,
    why,
  });
}

/** What came of the request that is to be annulled. */
export type Annulled =
  /** It never came: should it come late, it is refused. */
  | { readonly kind: 'never-came' }
  /** It had no effect that could be undone: it was declined, or is annulled already. */
  | { readonly kind: 'without-effect' }
  | { readonly kind: 'taking'; readonly taking: OwnTaking }
  | { readonly kind: 'hold'; readonly hold: OwnHold }
  /** Cash that was taken in, a card that was sold or blocked: those are undone by people. */
  | { readonly kind: 'for-good' };

export function annul(request: Annul, annulled: Annulled, grounds: Grounds): StoreDecision {
  if (grounds.books.terms.status === 'ended') return decline({ code: 'store-ended' });
  const { till, requestId } = request;
  switch (annulled.kind) {
    case 'never-came':
      return approve(settled(grounds, 0, 0), RequestAnnulled.say({ till, requestId }));
    case 'without-effect':
      return approve(settled(grounds, 0, 0));
    case 'taking': {
      const { leftMinor } = annulled.taking;
      if (leftMinor === 0) return approve(settled(grounds, 0, 0));
      return approve(
        settled(grounds, leftMinor, leftMinor),
        reversed(request, annulled.taking, leftMinor, 'annulled'),
      );
    }
    case 'hold':
      if (!annulled.hold.isLive) return decline({ code: 'hold-ended' });
      return approve(settled(grounds, annulled.hold.heldMinor, 0), released(annulled.hold, 'annulled'));
    case 'for-good':
      return decline({ code: 'not-annullable' });
  }
}
