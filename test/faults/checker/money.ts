import { z } from 'zod';
import type { Deal } from '../workload/journal.js';
import type { Evidence, Invariant } from './evidence.js';
import { groupBy } from './shape.js';

const Amount = z.object({ minor: z.int() });
const CardRow = z.object({ balanceMinor: z.int(), heldMinor: z.int(), availableMinor: z.int() });
const WithAmount = z.object({ amount: Amount });
const PurchaseBody = z.object({
  tenders: z.array(z.object({ kind: z.string(), cardId: z.string().optional(), amount: Amount })),
});

/** I4. Every cent that clients know of is where it belongs. */
export const moneyIsConserved: Invariant = {
  id: 'I4',
  name: 'each card has what was loaded less what was spent, as its clients count; never below zero',
  check(evidence) {
    const expected = asClientsCount(evidence.deals);
    const rows = evidence.readModels.get('gift-cards.cards') ?? new Map<string, unknown>();
    return [...new Set([...expected.keys(), ...rows.keys()])].flatMap((cardId) =>
      wrongCard(cardId, expected.get(cardId) ?? 0, rows.get(cardId)),
    );
  },
};

function wrongCard(cardId: string, expectedMinor: number, row: unknown): string[] {
  const parsed = CardRow.safeParse(row);
  if (!parsed.success)
    return expectedMinor === 0 ? [] : [`Card ${cardId} is gone, with ${expectedMinor} on it`];
  const { balanceMinor, heldMinor, availableMinor } = parsed.data;
  return [
    ...(balanceMinor === expectedMinor
      ? []
      : [`Card ${cardId} has ${balanceMinor}, its clients count ${expectedMinor}`]),
    ...(heldMinor === 0 ? [] : [`Card ${cardId} has ${heldMinor} set aside for nothing`]),
    ...(Math.min(balanceMinor, heldMinor, availableMinor) < 0 ? [`Card ${cardId} is below zero`] : []),
  ];
}

const hasEnded = ({ told }: Deal, as: string): boolean => told.at(-1)?.state === as;

function asClientsCount(deals: readonly Deal[]): Map<string, number> {
  const balances = new Map<string, number>();
  const add = (cardId: string | undefined, minor: number): void => {
    if (cardId !== undefined) balances.set(cardId, (balances.get(cardId) ?? 0) + minor);
  };
  for (const deal of deals.filter((each) => hasEnded(each, 'succeeded'))) {
    const { intent, told } = deal;
    const subject = told.at(-1)?.subject;
    if (intent.kind === 'load') add(subject, WithAmount.parse(intent.body).amount.minor);
    if (intent.kind === 'redeem') add(subject, -WithAmount.parse(intent.body).amount.minor);
    if (intent.kind !== 'purchase') continue;
    for (const { cardId, amount } of PurchaseBody.parse(intent.body).tenders) add(cardId, -amount.minor);
  }
  return balances;
}

/** I5. The provider has taken what completed purchases were to pay, once each, and holds nothing. */
export const providerAgrees: Invariant = {
  id: 'I5',
  name: 'the provider has taken once what each completed purchase owed, and holds nothing',
  check(evidence) {
    const owed = owedByPayment(evidence);
    const { authorizations } = evidence.ledger;
    const byPayment = groupBy(authorizations, ({ key }) => key.replace(/:authorize$/, ''));
    return [...new Set([...owed.keys(), ...byPayment.keys()])].flatMap((paymentId) => {
      const all = byPayment.get(paymentId) ?? [];
      const captured = all.filter(({ state }) => state === 'captured');
      const taken = captured.reduce((sum, { amount }) => sum + amount.minor, 0);
      return [
        ...(all.length > 1 ? [`The provider set money aside ${all.length} times for ${paymentId}`] : []),
        ...(taken === (owed.get(paymentId) ?? 0)
          ? []
          : [`The provider took ${taken} for ${paymentId}, owed are ${owed.get(paymentId) ?? 0}`]),
        ...(all.some(({ state }) => state === 'held')
          ? [`The provider holds money back for ${paymentId}`]
          : []),
      ];
    });
  },
};

/** What the log says that was captured must be what clients of completed purchases were to pay. */
function owedByPayment({ deals }: Pick<Evidence, 'deals'>): Map<string, number> {
  const owed = new Map<string, number>();
  for (const deal of deals) {
    const purchaseId = deal.told.at(-1)?.subject;
    if (deal.intent.kind !== 'purchase' || purchaseId === undefined || !hasEnded(deal, 'succeeded')) continue;
    for (const { kind, amount } of PurchaseBody.parse(deal.intent.body).tenders) {
      if (kind === 'payment') owed.set(`${purchaseId}:payment`, amount.minor);
    }
  }
  return owed;
}
