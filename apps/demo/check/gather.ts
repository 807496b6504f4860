import { Card, DeadLetters, Ledger, Purchase, Saga, Stock } from '../api/answers.js';
import { purchasePath, sagaPath } from '../api/paths.js';
import type { Shop } from '../trade/shop.js';
import { purchaseIdOf } from '../trade/trade-log.js';
import { crowd } from '../trade/crowd.js';
import type { Facts } from './facts.js';

interface GatherOptions {
  readonly concurrency: number;
  /** Everything that was done before this token is to be seen. */
  readonly token?: string;
  readonly sandboxUrl?: string;
  /** Told after each question. */
  onAnswer(): void;
}

/** How long a query may wait until its read model has got far enough. */
const WAIT_SECONDS = 5;

/** How many questions that takes. */
export const questionsFor = ({ log }: Shop): number =>
  2 * log.purchases.filter((each) => purchaseIdOf(each) !== undefined).length +
  log.cards.length +
  log.plan.goods.length;

/** Asks the API for the end of every story. */
export async function gather(shop: Shop, options: GatherOptions): Promise<Facts> {
  const { api, log, clerk } = shop;
  const asking = { waitSeconds: WAIT_SECONDS, ...(options.token !== undefined && { token: options.token }) };
  const [sagas, purchases] = [new Map<string, Saga>(), new Map<string, Purchase>()];
  const [cards, stock]: [Card[], Stock[]] = [[], []];
  const ids = log.purchases.flatMap((each) => purchaseIdOf(each) ?? []);
  const questions: (() => Promise<unknown>)[] = [
    ...ids.map((id) => async () => {
      purchases.set(id, await api.get(purchasePath(id), Purchase, asking));
    }),
    ...ids.map((id) => async () => {
      sagas.set(id, await api.get(sagaPath(id), Saga));
    }),
    ...log.cards.map(({ cardId }, index) => async () => {
      cards[index] = await api.get(`/v1/gift-cards/${cardId}`, Card, asking);
    }),
    ...log.plan.goods.map((_, good) => async () => {
      stock[good] = await api.get(`/v1/stock/${shop.skuOf(good)}`, Stock, asking);
    }),
  ];
  await crowd(questions, options.concurrency, async (ask) => {
    await ask();
    options.onAnswer();
  });
  const ledger = options.sandboxUrl === undefined ? undefined : await ledgerOf(options.sandboxUrl);
  const { data: deadLetters } = await api.get('/v1/dead-letters?limit=200', DeadLetters);
  const seen = { sagas, purchases, cards, stock, deadLetters };
  return { log, repeats: clerk.repeats, ...seen, ...(ledger && { ledger }) };
}

/** @throws TypeError when nobody answers there */
export async function ledgerOf(sandboxUrl: string): Promise<Ledger> {
  const response = await fetch(new URL('/ledger', sandboxUrl));
  return Ledger.parse(await response.json());
}
