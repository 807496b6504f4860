import type { Card, Purchase, Saga, Stock } from '../api/answers.js';
import { planTrade } from '../plan/trade-plan.js';
import { openLog, type PurchaseRecord, type TradeLog } from '../trade/trade-log.js';
import { checksOf } from './checks.js';
import { type Facts, sum } from './facts.js';

/** For specs: the facts of a small morning on a platform that does everything right. */
export function honestFacts(seed = 1): Facts {
  const log = openLog(planTrade({ seed, cards: 20, purchases: 60, hangSeconds: 15 }));
  log.plan.goods.forEach(({ deliveries }, good) => (log.receivedPieces[good] = sum(deliveries)));
  log.plan.cards.forEach(({ loads }, index) =>
    log.cards.push({ cardId: `card-${index}`, loadedMinor: sum(loads), redeemedMinor: 0 }),
  );
  for (const { card, minor } of log.plan.redemptions) {
    const record = log.cards[card];
    if (record) record.redeemedMinor += minor;
  }
  for (const record of log.purchases) settle(log, record);
  return {
    log,
    repeats: [{ name: 'purchase-1', first: 'operation-1', again: 'operation-1' }],
    deadLetters: [],
    sagas: byId(log, sagaOf),
    purchases: byId(log, purchaseOf),
    cards: log.cards.map((_, index) => cardOf(log, index)),
    stock: log.plan.goods.map((_, good) => stockOf(log, good)),
    ledger: {
      authorizations: log.purchases.filter(isDone).flatMap(({ number, planned: { payment } }) =>
        payment
          ? [
              {
                key: `purchase-${number}:payment:authorize`,
                amount: { minor: payment.minor },
                state: 'captured',
              },
            ]
          : [],
      ),
    },
  };
}

const isDone = ({ operation }: PurchaseRecord): boolean => operation?.state === 'succeeded';

/** First come, first served, where customers race. */
function settle({ purchases, plan }: TradeLog, record: PurchaseRecord): void {
  const { kind, good, card } = record.planned;
  const before = purchases.slice(0, record.number).filter(isDone);
  const winners = card && plan.cards[card.index]?.winners;
  const hasLost =
    plan.goods[good]?.soldOutAt === before.filter(({ planned }) => planned.good === good).length ||
    winners === before.filter(({ planned }) => planned.card?.index === card?.index).length;
  const [undoneWith] = kind.undoneWith;
  const [code] = kind.refusedWith;
  const problem = (said: string) => ({ problem: { code: said, detail: 'as it has to be' } });
  const operation = {
    id: `operation-${record.number}`,
    command: 'purchasing.confirm-purchase',
    acceptedAt: '2026-03-02T08:00:00.000Z',
    endedAt: `2026-03-02T08:00:00.${100 + record.number}Z`,
    key: `purchase-${record.number}`,
  };
  if (code !== undefined) record.operation = { ...operation, state: 'failed', ...problem(code) };
  else if (undoneWith !== undefined && (hasLost || !kind.mayComplete)) {
    record.operation = { ...operation, state: 'compensated', ...problem(undoneWith) };
  } else record.operation = { ...operation, state: 'succeeded' };
  if (kind.followUp) record.waited = 'it waits for somebody';
}

const byId = <T>({ purchases }: TradeLog, view: (record: PurchaseRecord) => T): Map<string, T> =>
  new Map(
    purchases
      .filter(({ operation }) => operation?.state !== 'failed')
      .map((record) => [`purchase-${record.number}`, view(record)]),
  );

const sagaOf = (record: PurchaseRecord): Saga => ({
  key: `purchase-${record.number}`,
  state: isDone(record) ? 'completed' : 'compensated',
  waiting: [],
  steps: [
    { path: 'capture payment', step: 'capture payment', state: isDone(record) ? 'done' : 'not reached' },
  ],
});

const purchaseOf = (record: PurchaseRecord): Purchase => ({
  purchaseId: `purchase-${record.number}`,
  status: isDone(record) ? 'completed' : 'cancelled',
  total: { minor: record.planned.quantity * record.planned.unitMinor },
});

function cardOf({ plan, cards, purchases }: TradeLog, index: number): Card {
  const paid = purchases.filter((each) => isDone(each) && each.planned.card?.index === index);
  const activities = [
    ...(plan.cards[index]?.loads ?? []).map((amountMinor) => ({ what: 'card-loaded', amountMinor })),
    ...plan.redemptions
      .filter(({ card }) => card === index)
      .map(({ minor }) => ({ what: 'card-redeemed', amountMinor: minor })),
    ...paid.map(({ number, planned: { card } }) => ({
      what: 'hold-captured',
      reference: `purchase-${number}:hold:0`,
      amountMinor: card?.minor ?? 0,
    })),
  ];
  const { cardId = '', loadedMinor = 0, redeemedMinor = 0 } = cards[index] ?? {};
  const balanceMinor = loadedMinor - redeemedMinor - sum(paid.map(({ planned }) => planned.card?.minor ?? 0));
  return { cardId, balanceMinor, heldMinor: 0, version: activities.length, activities };
}

function stockOf({ receivedPieces, purchases }: TradeLog, good: number): Stock {
  const sold = sum(
    purchases.filter(isDone).map(({ planned }) => (planned.good === good ? planned.quantity : 0)),
  );
  const onHand = (receivedPieces[good] ?? 0) - sold;
  return { onHand, reserved: 0, available: onHand };
}

export const findingsIn = (facts: Facts): string[] => checksOf(facts).flatMap(({ findings }) => findings);

/** What the checks find on a platform that is honest but for this change. */
export function dishonest(change: (facts: Facts) => Partial<Facts> | void): string {
  const facts = honestFacts();
  return findingsIn({ ...facts, ...change(facts) }).join('\n');
}

/** A purchase that was paid by both. @throws Error when there is none */
export const completed = ({ log }: Facts) =>
  one(log.purchases.filter((each) => isDone(each) && each.planned.card && each.planned.payment));

/** @throws Error when there is none */
export const undone = ({ log }: Facts) =>
  one(log.purchases.filter(({ operation }) => operation?.state === 'compensated'));

function one([record]: readonly PurchaseRecord[]) {
  if (!record?.operation) throw new Error('There is no such purchase');
  return { record, id: record.operation.key };
}
