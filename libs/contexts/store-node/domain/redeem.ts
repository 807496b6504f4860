import { CardRedeemedAtStore, HoldPlacedAtStore } from '#contracts/gift-cards';
import type { Approval, Decline, Hold, Redeem } from '../contracts/index.js';
import type { StoreBooks } from './books.js';
import type { CardView } from './card-view.js';
import { type Coverage, coverageOf } from './coverage.js';
import { approve, decline, type StoreDecision } from './decision.js';
import type { Moment } from './moment.js';
import { whyNotUsable } from './rules.js';

/** What a decision is made on. `view` is undefined for a card that nobody has spoken of. */
export interface Grounds {
  readonly view: CardView | undefined;
  readonly books: StoreBooks;
  readonly now: Moment;
}

export function redeem(request: Redeem, grounds: Grounds): StoreDecision {
  const { cardId, till, requestId, allowPartial, minor } = request;
  const covered = covering(request, grounds);
  if ('code' in covered) return decline(covered);
  const { view, coverage } = covered;
  const { approvableMinor, backing } = coverage;
  if (approvableMinor === 0 || (approvableMinor < minor && !allowPartial))
    return decline(notCovered(coverage));
  return approve(
    approvalOf(minor, view, coverage, grounds.now, -approvableMinor),
    CardRedeemedAtStore.say({
      cardId,
      till,
      requestId,
      requestedMinor: minor,
      allowPartial,
      minor: approvableMinor,
      draws: [...backing.draws],
      unbackedMinor: backing.unbackedMinor,
      mode: view.policy.mode,
      seenVersion: view.version,
    }),
  );
}

export function placeHold(request: Hold, grounds: Grounds): StoreDecision {
  const { cardId, till, requestId, minor, expiresAfterMs } = request;
  const covered = covering(request, grounds);
  if ('code' in covered) return decline(covered);
  const { view, coverage } = covered;
  const { approvableMinor, backing } = coverage;
  if (approvableMinor < minor) return decline(notCovered(coverage));
  return approve(
    approvalOf(minor, view, coverage, grounds.now, 0),
    HoldPlacedAtStore.say({
      cardId,
      till,
      requestId,
      minor,
      draws: [...backing.draws],
      unbackedMinor: backing.unbackedMinor,
      expiresAfterMs,
      mode: view.policy.mode,
      seenVersion: view.version,
    }),
  );
}

type Covered = { readonly view: CardView; readonly coverage: Coverage } | Decline;

function covering({ minor, currency }: Redeem | Hold, { view, books, now }: Grounds): Covered {
  const why = whyNotUsable(view, currency, books);
  if (why) return why;
  if (!view) return { code: 'card-unknown' };
  return { view, coverage: coverageOf(minor, view, books, now) };
}

const notCovered = ({ approvableMinor, backedMinor, limit }: Coverage): Decline => ({
  code: 'not-covered',
  approvableMinor,
  backedMinor,
  limit,
});

function approvalOf(
  requestedMinor: number,
  { balanceMinor, version }: CardView,
  { approvableMinor, backing }: Coverage,
  { knowledgeAgeMs }: Moment,
  changeMinor: number,
): Approval {
  return {
    approvedMinor: approvableMinor,
    dueMinor: requestedMinor - approvableMinor,
    backedMinor: approvableMinor - backing.unbackedMinor,
    unbackedMinor: backing.unbackedMinor,
    balanceMinor: balanceMinor + changeMinor,
    knownVersion: version,
    knowledgeAgeMs,
  };
}
