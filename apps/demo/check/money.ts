import type { Card } from '../api/answers.js';
import { type PurchaseRecord, purchaseIdOf } from '../trade/trade-log.js';
import { type Check, type Facts, inEuros, sum } from './facts.js';

/** Sums of a card's history as its page shows it, in euro cents. */
export function movedOn({ activities }: Card) {
  const total = (what: string) =>
    sum(activities.filter((each) => each.what === what).map(({ amountMinor = 0 }) => amountMinor));
  return {
    loaded: total('card-loaded'),
    redeemed: total('card-redeemed'),
    captured: total('hold-captured'),
  };
}

/** Per card: what was loaded less what was taken is there, and nothing is set aside any more. */
export function moneyOnCards({ cards }: Facts): Check {
  const findings = cards.flatMap((card) => {
    const { cardId, balanceMinor, heldMinor, version, activities } = card;
    const { loaded, redeemed, captured } = movedOn(card);
    if (version > activities.length) return [`Card ${cardId} has a longer history than the API shows`];
    const left = loaded - redeemed - captured;
    return [
      ...(left === balanceMinor
        ? []
        : [`Card ${cardId} has ${inEuros(balanceMinor)}, its history says ${inEuros(left)}`]),
      ...(heldMinor === 0 ? [] : [`On card ${cardId} ${inEuros(heldMinor)} is still held`]),
    ];
  });
  return { name: `loaded - redeemed - captured = balance on each of ${cards.length} cards`, findings };
}

/** The same seen from outside: each card has what our own till roll says that it has. */
export function moneyAsWeCountIt({ cards, log }: Facts): Check {
  const findings = log.cards.flatMap(({ cardId, loadedMinor, redeemedMinor }, index) => {
    const paid = sum(
      log.purchases
        .filter(({ operation }) => operation?.state === 'succeeded')
        .map(({ planned: { card } }) => (card?.index === index ? card.minor : 0)),
    );
    const expected = loadedMinor - redeemedMinor - paid;
    const balance = cards[index]?.balanceMinor;
    return balance === expected
      ? []
      : [`Card ${cardId} has ${inEuros(balance ?? 0)}, by our own count ${inEuros(expected)}`];
  });
  return { name: 'each card has what our own count says', findings };
}

/** Per purchase: what is completed is paid exactly, what is cancelled has cost nothing. */
export function eachPurchaseIsPaidExactly(facts: Facts): Check {
  const captured = capturesByPurchase(facts);
  const findings = facts.log.purchases.flatMap((record) => {
    const id = purchaseIdOf(record);
    if (id === undefined) return [];
    const cards = captured.get(id) ?? 0;
    const payment = paymentCaptured(facts, record, id);
    const due = record.operation?.state === 'succeeded' ? (facts.purchases.get(id)?.total.minor ?? 0) : 0;
    return cards + payment === due
      ? []
      : [`Purchase ${id}: ${inEuros(due)} is due, ${inEuros(cards)} + ${inEuros(payment)} was captured`];
  });
  return { name: 'completed purchases are paid exactly, cancelled ones cost nothing', findings };
}

/** From the cards' histories: a hold names its purchase. */
function capturesByPurchase({ cards }: Facts): ReadonlyMap<string, number> {
  const captured = new Map<string, number>();
  for (const { what, amountMinor = 0, reference = '' } of cards.flatMap(({ activities }) => activities)) {
    if (what !== 'hold-captured') continue;
    const [purchaseId = ''] = reference.split(':');
    captured.set(purchaseId, (captured.get(purchaseId) ?? 0) + amountMinor);
  }
  return captured;
}

/** From the saga: the API has no view of payments. The provider's own books are a check of their own. */
function paymentCaptured({ sagas }: Facts, { planned }: PurchaseRecord, id: string): number {
  const isCaptured = sagas
    .get(id)
    ?.steps.some(({ step, state }) => step === 'capture payment' && state === 'done');
  return isCaptured ? (planned.payment?.minor ?? 0) : 0;
}
