import { describe, expect, it } from '@jest/globals';
import { specification } from '#testing';
import {
  AssignPolicy,
  type CardPolicy,
  CardUnknown,
  OverdraftCured,
  OverdraftSettled,
  OverdraftConfirmed,
  OverdraftSuspected,
  PolicyAssigned,
  usualPolicy,
} from '../contracts/index.js';
import { giftCard } from './gift-card.decider.js';
import { cardId, cardWith, issued } from './sample-card.js';
import { standingOf } from './standing.js';

const strict: CardPolicy = { ...usualPolicy, mode: 'strict' };
const assigned = (policy: CardPolicy, before = usualPolicy) => new PolicyAssigned({ cardId, policy, before });

describe('How stores may decide on a card', () => {
  it('is what was said last', () => {
    const known = specification(giftCard).given(issued(), assigned(strict));
    known.when(new AssignPolicy({ cardId, policy: usualPolicy })).then(assigned(usualPolicy, strict));
  });

  it('said again is done already', () => {
    specification(giftCard)
      .given(issued(), assigned(strict))
      .when(new AssignPolicy({ cardId, policy: strict }))
      .thenNothingNew(assigned(strict));
  });

  it('is for the hub alone as long as the card is overdrawn, whatever is said meanwhile', () => {
    const [first, second] = [`${cardId}:overdraft:1`, `${cardId}:overdraft:2`];
    const suspected = (caseId: string) => new OverdraftSuspected({ cardId, caseId, minor: 5 });
    const confirmed = new OverdraftConfirmed({
      cardId,
      caseId: first,
      minor: 5,
      shares: [],
      cause: 'roaming',
    });
    const settled = new OverdraftSettled({
      cardId,
      caseId: first,
      settlementId: 'rest',
      minor: 5,
      how: 'paid',
      bearer: 'hub',
      openMinor: 0,
    });
    const history = [...cardWith(0), suspected(first), assigned(strict), confirmed, settled];
    const modeAfter = (events: Parameters<typeof giftCard.fold>[0]) =>
      standingOf(giftCard.fold(events), cardId)?.policy.mode;
    expect(modeAfter(history.slice(0, -1))).toBe('online-only');
    expect(modeAfter(history)).toBe('strict');
    expect(modeAfter([...history, suspected(second)])).toBe('online-only');
    expect(modeAfter([...history, suspected(second), new OverdraftCured({ cardId, caseId: second })])).toBe(
      'strict',
    );
  });

  it('is said of cards that there are', () => {
    specification(giftCard)
      .given()
      .when(new AssignPolicy({ cardId, policy: strict }))
      .thenRefused(new CardUnknown({ cardId }));
  });
});
