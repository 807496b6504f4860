import type { Currency } from '#kernel';
import type { CardStanding, CardSums } from '../contracts/index.js';
import type { GiftCard } from './gift-card.js';
import { allowancesThatCount } from './ledger/allowances.js';
import { policyInForce } from './ledger/policies.js';

/** What the hub tells stores of a card; undefined when there is none. */
export function standingOf(card: GiftCard, cardId: string): CardStanding | undefined {
  if (card.status === 'unissued') return undefined;
  const { version, currency, balanceMinor, heldMinor } = card;
  return {
    cardId,
    version,
    currency,
    status: card.isActivated ? 'active' : 'issued',
    balanceMinor,
    heldMinor,
    blocks: [...card.blocks.live],
    policy: policyInForce(card.policies),
    frontier: { ...card.books.frontier },
    allowances: allowancesThatCount(card.allowances).map(({ id, storeId, leftMinor, recalled, grant }) => ({
      id,
      storeId,
      leftMinor,
      recalled,
      ...(grant && { leaseMs: grant.data.leaseMs }),
    })),
  };
}

export const sumsOf = (card: GiftCard): CardSums => ({
  ...currencyOf(card),
  status: card.status,
  balanceMinor: card.balanceMinor,
  heldMinor: card.heldMinor,
  setAsideMinor: card.allowances.setAsideMinor,
});

/** None of a card that nobody has issued. */
export const currencyOf = (card: GiftCard): { readonly currency?: Currency } =>
  card.status === 'unissued' ? {} : { currency: card.currency };
