import { accept, alreadyDone, type BoundedContext, command, decider, event, when } from '#kernel';
import { z } from 'zod';

const fields = { purchaseId: z.uuid() };
const key = { key: 'purchaseId' } as const;

export class ThankCustomer extends command('courtesy.thank-customer', fields, key) {}
export class CustomerThanked extends event('courtesy.customer-thanked', fields, key) {}

/** What the next build can do, and this one has never heard of: it thanks customers, each purchase once. */
export const courtesy: BoundedContext = {
  name: 'courtesy',
  decides: [
    decider('courtesy.thanks', {
      initial: false,
      events: [CustomerThanked],
      evolve: () => true,
      decisions: [
        when(ThankCustomer, (isThanked, { data }) =>
          isThanked ? alreadyDone(new CustomerThanked(data)) : accept(new CustomerThanked(data)),
        ),
      ],
    }),
  ],
};
