import type { HubApi } from './api/hub-api.js';
import { checksOf } from './check/checks.js';
import type { Check, Facts } from './check/facts.js';
import { gather, questionsFor } from './check/gather.js';
import type { DemoOptions } from './options.js';
import { planTrade } from './plan/trade-plan.js';
import type { Progress } from './report/progress.js';
import type { Run } from './report/summary.js';
import { Clerk } from './trade/clerk.js';
import { crowd } from './trade/crowd.js';
import { tryToCancelTooLate, tryWhatIsRefused } from './trade/refused.js';
import { awaitEnd, isOpen, serve } from './trade/serve.js';
import { Shop } from './trade/shop.js';
import { openLog } from './trade/trade-log.js';

export interface Morning {
  readonly shop: Shop;
  play(): Promise<{ facts: Facts; checks: Check[]; run: Run }>;
}

/** A morning of trade, from the first delivery to the last account. */
export function morningOf(api: HubApi, name: string, options: DemoOptions, progress: Progress): Morning {
  const { concurrency, withinSeconds, seed } = options;
  const withinMs = withinSeconds * 1_000;
  const plan = planTrade(options);
  const shop = new Shop(api, new Clerk(api, name), openLog(plan), withinMs);

  async function open(): Promise<void> {
    const deliveries = plan.goods.flatMap(({ deliveries: all }, good) =>
      all.map((pieces, number) => () => shop.receive(good, pieces, number)),
    );
    const sales = plan.cards.map((card, index) => () => shop.sellCard(card, index));
    await progress.during('Opening the shop', deliveries.length + sales.length, (oneMore) =>
      crowd([...deliveries, ...sales], concurrency, async (act) => {
        await act();
        oneMore();
      }),
    );
  }

  async function trade(): Promise<void> {
    const purchases = shop.log.purchases.map((record) => () => serve(shop, record));
    const redemptions = plan.redemptions.map((each) => () => shop.redeem(each));
    const errands = interleaved(purchases, redemptions);
    await progress.during('Trading', errands.length, (oneMore) =>
      crowd(errands, concurrency, async (act) => {
        await act();
        oneMore();
      }),
    );
  }

  async function waitForTheRest(): Promise<void> {
    const giveUpAt = performance.now() + withinMs;
    const waiting = shop.log.purchases.filter(isOpen);
    await progress.during('Waiting for the rest', waiting.length, (oneMore) =>
      // Each of them has someone who waits for it: one that never ends must keep nobody from seeing the others.
      crowd(waiting, Math.max(1, waiting.length), async (record) => {
        await awaitEnd(shop, record, giveUpAt);
        oneMore();
      }),
    );
  }

  async function close(): Promise<Facts> {
    await tryWhatIsRefused(shop);
    await tryToCancelTooLate(shop, shop.log);
    await shop.clerk.repeatAll((requests) => crowd(requests, concurrency, (send) => send()));
    // Whoever has seen this last delivery has seen everything.
    const token = await shop.receive(0, 1, 'last');
    return progress.during('Checking', questionsFor(shop), (onAnswer) =>
      gather(shop, {
        concurrency,
        onAnswer,
        ...(token !== undefined && { token }),
        ...(options.sandboxUrl !== undefined && { sandboxUrl: options.sandboxUrl }),
      }),
    );
  }

  return {
    shop,
    async play() {
      await open();
      const startedAt = performance.now();
      await trade();
      const tradeMs = performance.now() - startedAt;
      await waitForTheRest();
      const wholeMs = performance.now() - startedAt;
      const facts = await close();
      const interruptions = api.interruptions.entries();
      const run: Run = { url: api.url, name, seed, concurrency, tradeMs, wholeMs, interruptions };
      return { facts, checks: checksOf(facts), run };
    },
  };
}

/** The few spread evenly among the many. */
function interleaved<T>(many: readonly T[], few: readonly T[]): T[] {
  const placed = (items: readonly T[]) =>
    items.map((item, at) => ({ item, place: (at + 1) / (items.length + 1) }));
  return [...placed(many), ...placed(few)]
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
