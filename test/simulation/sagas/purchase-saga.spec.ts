import { describe, expect, it } from '@jest/globals';

import { purchaseSaga } from '#contexts/purchasing';
import { PaymentVoidRequested } from '#contracts/payments';
import { type Invariants, simulate, type SimulationOptions } from '#testing/saga-simulation';

import {
  bySomeOfBoth,
  cancel,
  differences,
  holdings,
  participants,
  soldAndPaid,
  untouched,
  worthALook,
} from './purchase-world.js';

type Shop = typeof participants;

const always: Invariants<Shop> = {
  'no more is held than a card has': (world) => {
    const { onCard, heldOnCard } = holdings(world);
    return heldOnCard >= 0 && heldOnCard <= onCard;
  },
  'no money is taken before the purchase is accepted': (world) => {
    const { atProvider, onCard, purchase } = holdings(world);
    const isTaken = atProvider === 'captured' || onCard < untouched.onCard;
    return !isTaken || purchase === 'accepted' || purchase === 'completed';
  },
};

const atRest: Invariants<Shop> = {
  'who gets the goods has paid for them': (world) =>
    world.status === 'completed' ? differences(holdings(world), soldAndPaid) : true,
  'who cancels pays nothing, and nothing is kept back': (world) =>
    world.status === 'compensated' ? differences(holdings(world), untouched) : true,
  'who has cancelled gets the money back from the provider': (world) =>
    world.status !== 'compensated' || ['declined', 'voided', undefined].includes(holdings(world).atProvider),
};

const story = (confirmed: SimulationOptions<Shop>['starts'][number]): SimulationOptions<Shop> => ({
  starts: [confirmed],
  participants,
  happenings: [cancel],
  budget: { states: 6_000, disturbances: 1, walks: 100 },
  always,
  atRest,
});

describe('The purchase saga, with its real participants, whatever goes wrong', () => {
  it.each([
    ['is paid with a gift card and a credit card', bySomeOfBoth],
    ['needs somebody to look at it', worthALook],
  ])('keeps its promises for a purchase that %s', (_, confirmed) => {
    const { ends, exhaustiveUpTo } = simulate(purchaseSaga, story(confirmed));
    expect(exhaustiveUpTo).toBe(1);
    expect(Object.keys(ends).toSorted()).toEqual(['compensated', 'completed', 'stuck']);
  });

  it('would be caught by a provider that says "voided" and keeps the money', () => {
    const { provider } = participants;
    const greedy: Shop['provider'] = {
      ...provider,
      take: (kept, message, now) =>
        provider
          .take(kept, message, now)
          .map((turn) => (message instanceof PaymentVoidRequested ? { ...turn, state: kept } : turn)),
    };
    const cheated = { ...story(bySomeOfBoth), participants: { ...participants, provider: greedy } };
    expect(() => simulate(purchaseSaga, cheated)).toThrow('who has cancelled gets the money back');
  });
});
