import { describe, it } from '@jest/globals';
import { specification } from '#testing';
import {
  AssignPolicy,
  type CardPolicy,
  CardUnknown,
  PolicyAssigned,
  usualPolicy,
} from '../contracts/index.js';
import { giftCard } from './gift-card.decider.js';
import { cardId, issued } from './sample-card.js';

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

  it('is said of cards that there are', () => {
    specification(giftCard)
      .given()
      .when(new AssignPolicy({ cardId, policy: strict }))
      .thenRefused(new CardUnknown({ cardId }));
  });
});
