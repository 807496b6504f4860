import { eventually } from '#testing';
import { Client } from 'pg';
import type { Journal } from './journal.js';
import type { Shop } from './shop.js';
import { RISK_MINOR, type World } from './world.js';

const REST = { withinMs: 300_000, everyMs: 500 };

interface Card {
  readonly balanceMinor: number;
}

interface Status {
  readonly waitingFacts: number;
  readonly onLine: boolean;
  readonly isEnded: boolean;
  readonly unfit?: string;
}

/** What was loaded onto each card. */
export type Cards = ReadonlyMap<string, number>;

/** A store that may not trade any more keeps what the hub did not take; all others have told everything. */
export async function atRest(shops: readonly Shop[]): Promise<void> {
  for (const shop of shops) {
    await eventually(
      () => shop.ask<Status>('/status'),
      ({ waitingFacts, onLine, isEnded, unfit }) =>
        isEnded || unfit !== undefined || (onLine && waitingFacts === 0),
      REST,
    );
  }
}

/** Compares from outside what tills were told with the hub's books, and the hub's books with the stores'. @returns what is wrong */
export async function findings(
  world: World,
  cards: Cards,
  journal: Journal,
  ended: ReadonlySet<string>,
): Promise<string[]> {
  const facts = await factsOfHub(world.databaseUrl);
  const wrong = journal.approved.flatMap(({ store, factId, minor }) => {
    const count = facts.get(factId)?.length ?? 0;
    if (count === 1 && facts.get(factId)?.[0] === minor) return [];
    return count === 0 && ended.has(store)
      ? []
      : [`${store} approved ${factId} over ${minor}; the hub's cards have it ${count} times`];
  });
  for (const [cardId, loadedMinor] of cards) {
    const recorded = await recordedOf(world.databaseUrl, cardId);
    const expected = loadedMinor - recorded.takenMinor;
    const balances = await eventually(
      () => balancesOf(world, cardId),
      ({ hub, stores }) => hub === expected && stores.every((each) => each === hub),
      { withinMs: 60_000, everyMs: 500 },
    ).catch(() => balancesOf(world, cardId));
    if (balances.hub !== expected)
      wrong.push(`${cardId}: ${balances.hub} at the hub, and it should be ${expected}`);
    if (balances.stores.some((each) => each !== balances.hub))
      wrong.push(`${cardId}: ${balances.hub} at the hub, ${balances.stores.join(', ')} at stores`);
    if (expected < -recorded.unbackedMinor && recorded.forkedMinor === 0)
      wrong.push(
        `${cardId}: ${expected}, and only ${recorded.unbackedMinor} was approved without an allowance`,
      );
  }
  for (const shop of new Set(world.shops.map(({ name }) => name))) {
    const unbacked = journal.approved
      .filter(({ store }) => store === shop)
      .reduce((sum, { unbackedMinor }) => sum + unbackedMinor, 0);
    const lives = world.shops.filter(({ name }) => name === shop).length + (ended.has(shop) ? 1 : 0);
    if (unbacked > RISK_MINOR * Math.max(1, lives))
      wrong.push(`${shop} approved ${unbacked} without an allowance, out of ${RISK_MINOR}`);
  }
  return wrong;
}

async function balancesOf(world: World, cardId: string) {
  const { body } = await world.api.get<Card>(`/v1/gift-cards/${cardId}`);
  const stores: number[] = [];
  for (const shop of world.shops) {
    const { isEnded, unfit } = await shop.ask<Status>('/status');
    if (isEnded || unfit !== undefined) continue;
    stores.push((await shop.ask<Card>(`/v1/cards/${cardId}`)).balanceMinor);
  }
  return { hub: body.balanceMinor, stores };
}

/** Of each redemption that is on one of the hub's cards, how much it took: once for each time that it is there. */
async function factsOfHub(url: string): Promise<Map<string, number[]>> {
  const rows = await query<{ id: string; minor: number }>(
    url,
    `select f ->> 'id' as id, (f -> 'says' -> 'body' ->> 'minor')::integer as minor from countersign.event,
       jsonb_array_elements(data -> 'facts') f
     where type = 'gift-cards.store-facts-recorded' and f -> 'says' ->> 'type' = 'gift-cards.redeemed-at-store'`,
    [],
  );
  const facts = new Map<string, number[]>();
  for (const { id, minor } of rows) facts.set(id, [...(facts.get(id) ?? []), minor]);
  return facts;
}

async function recordedOf(url: string, cardId: string) {
  const [row] = await query<{ taken: number; unbacked: number; forked: number }>(
    url,
    `select coalesce(sum((b ->> 'minor')::integer), 0)::integer as taken,
       coalesce(sum((b ->> 'unbackedMinor')::integer), 0)::integer as unbacked,
       coalesce(sum((b ->> 'minor')::integer) filter (where (f ->> 'forked')::boolean), 0)::integer as forked
     from countersign.event, jsonb_array_elements(data -> 'facts') f, lateral (select f -> 'says' -> 'body' as b) s
     where stream = $1 and type = 'gift-cards.store-facts-recorded'
       and f -> 'says' ->> 'type' = 'gift-cards.redeemed-at-store'`,
    [`gift-cards.gift-card/${cardId}`],
  );
  return {
    takenMinor: row?.taken ?? 0,
    unbackedMinor: row?.unbacked ?? 0,
    forkedMinor: row?.forked ?? 0,
  };
}

async function query<Row extends object>(
  url: string,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}
