import { giveBack, HoldCapturedAtStore, HoldReleasedAtStore } from '#contracts/gift-cards';
import type { Capture } from '../contracts/index.js';
import { approve, decline, type StoreDecision } from './decision.js';
import { givenBackBy, type OwnHold } from './own-business.js';
import type { Grounds } from './redeem.js';
import { settled } from './settled.js';

/** Takes a hold of this store, or a part of it. It was covered when it was placed, so that a block does not stop it. */
export function capture(request: Capture, hold: OwnHold | undefined, grounds: Grounds): StoreDecision {
  const { till, requestId } = request;
  if (!hold) return decline({ code: 'hold-unknown' });
  if (!hold.isLive) return decline({ code: 'hold-ended' });
  const { cardId, factId, heldMinor, mode, backing } = hold;
  const minor = request.minor ?? heldMinor;
  if (minor > heldMinor) return decline({ code: 'more-than-held', heldMinor });
  const { back, unbackedBackMinor } = giveBack(heldMinor - minor, backing);
  return approve(
    settled(grounds, minor, -minor),
    HoldCapturedAtStore.say({
      cardId,
      till,
      requestId,
      hold: factId,
      heldMinor,
      minor,
      back: [...back],
      unbackedBackMinor,
      mode,
    }),
  );
}

export function release(hold: OwnHold | undefined, grounds: Grounds): StoreDecision {
  if (!hold) return decline({ code: 'hold-unknown' });
  if (!hold.isLive) return decline({ code: 'hold-ended' });
  return approve(settled(grounds, hold.heldMinor, 0), released(hold, 'asked'));
}

/** What is said when all of a hold goes back. */
export function released(hold: OwnHold, why: 'asked' | 'annulled' | 'expired') {
  const { cardId, factId, heldMinor, mode } = hold;
  const { back, unbackedBackMinor } = givenBackBy(hold);
  return HoldReleasedAtStore.say({
    cardId,
    hold: factId,
    heldMinor,
    back: [...back],
    unbackedBackMinor,
    mode,
    why,
  });
}
