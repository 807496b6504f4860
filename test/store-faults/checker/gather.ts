import { eventually } from '#testing';
import type { Journal } from '../trade/journal.js';
import type { Shop } from '../world/shop.js';
import type { World } from '../world/world.js';
import type { CardBooks, ConflictFound, Evidence, Place, RecordedFact, StoreBooks } from './evidence.js';
import { trades } from './rest.js';

/** Once for each time that one of the hub's cards has it. */
const RECORDED = `select f ->> 'id' as id, data ->> 'storeId' as "storeId", data ->> 'cardId' as "cardId",
    case f #>> '{says,type}' when 'gift-cards.loaded-at-store' then 'load' else 'redeem' end as kind,
    f #>> '{says,body,till}' as till, f #>> '{says,body,requestId}' as "requestId",
    (f #>> '{says,body,minor}')::integer as minor,
    coalesce((f #>> '{says,body,unbackedMinor}')::integer, 0) as "unbackedMinor",
    (f ->> 'forked')::boolean as forked
  from countersign.event, jsonb_array_elements(data -> 'facts') f
  where stream like 'gift-cards.card/%' and type = 'gift-cards.store-facts-recorded'
    and f #>> '{says,type}' in ('gift-cards.redeemed-at-store', 'gift-cards.loaded-at-store')`;
const ASIDE = `select id, author as "storeId", why from countersign.fact_quarantined
  union all select id, author, 'parked' from countersign.fact_parked`;
const SETTLED = `select data ->> 'cardId' as "cardId", sum((data ->> 'minor')::integer)::integer as minor
  from countersign.event where type = 'gift-cards.overdraft-settled' group by 1`;
const GIVEN_BACK = `select data ->> 'storeId' as "storeId", max((data ->> 'endedMinor')::integer) as minor
  from countersign.event where type = 'clearing.risk-replenished' group by 1`;
const CONFLICTS = `select data ->> 'kind' as kind, data ->> 'cardId' as "cardId", data ->> 'detail' as detail,
    array(select distinct f ->> 'storeId' from jsonb_array_elements(data -> 'facts') f) as "storeIds"
  from countersign.event where type = 'gift-cards.conflict-found'`;
const DEAD_LETTERS = 'select queue, reason from countersign.dead_letter';

export interface Gathering {
  readonly journal: Journal;
  /** How long the hub's cards and those at stores may take to agree. */
  readonly withinMs: number;
}

/** Reads all books of a world at rest. Nodes that may not trade any more are ended by it. */
export async function gather(world: World, { journal, withinMs }: Gathering): Promise<Evidence> {
  const trading: Shop[] = [];
  for (const shop of world.shops) if (await trades(shop)) trading.push(shop);
  const cards = await agreed(() => cardsOf(world, trading), withinMs);
  return {
    deals: journal.deals,
    reuses: journal.reuses,
    recorded: await world.sql<RecordedFact>(RECORDED),
    aside: await world.sql<{ id: string; storeId: string; why: string }>(ASIDE),
    cards,
    stores: await storesOf(world, trading),
    places: await placesOf(world, trading),
    conflicts: await world.sql<ConflictFound>(CONFLICTS),
    deadLetters: await world.sql<{ queue: string; reason: string }>(DEAD_LETTERS),
  };
}

/** What a store knows of a card comes to it after what the hub knows. @returns the last that they said where they never agree */
async function agreed(look: () => Promise<CardBooks[]>, withinMs: number): Promise<CardBooks[]> {
  let seen: CardBooks[] | undefined;
  return eventually(
    async () => (seen = await look()),
    (cards) => cards.every(({ hubMinor, atStores }) => atStores.every(({ minor }) => minor === hubMinor)),
    { withinMs, everyMs: 250 },
  ).catch((error: unknown) => {
    if (seen) return seen;
    throw error;
  });
}

async function cardsOf(world: World, trading: readonly Shop[]): Promise<CardBooks[]> {
  const settled = await world.sql<{ cardId: string; minor: number }>(SETTLED);
  const cards: CardBooks[] = [];
  for (const [cardId, loadedMinor] of world.loads) {
    const settledMinor = settled.find((each) => each.cardId === cardId)?.minor ?? 0;
    const { body } = await world.api.get<{ balanceMinor: number }>(`/v1/gift-cards/${cardId}`);
    const atStores: { place: string; minor: number }[] = [];
    for (const shop of trading) {
      const known = await shop.get(`/v1/cards/${cardId}`);
      atStores.push({ place: shop.name, minor: Number(known.body['balanceMinor']) });
    }
    cards.push({ cardId, loadedMinor, settledMinor, hubMinor: body.balanceMinor, atStores });
  }
  return cards;
}

async function storesOf(world: World, trading: readonly Shop[]): Promise<StoreBooks[]> {
  const givenBack = await world.sql<{ storeId: string; minor: number }>(GIVEN_BACK);
  return [...world.disks].map(([storeId, count]) => ({
    storeId,
    grantedMinor: world.granted.get(storeId) ?? 0,
    givenBackMinor: givenBack.find((each) => each.storeId === storeId)?.minor ?? 0,
    disks: count,
    lives: trading.some((shop) => shop.storeId === storeId),
  }));
}

async function placesOf({ shops }: World, trading: readonly Shop[]): Promise<Place[]> {
  const places: Place[] = [];
  for (const shop of shops) {
    const { name, storeId, lostFrom, isClosed } = shop;
    const silenced = isClosed || trading.includes(shop) ? undefined : await shop.ownFacts();
    places.push({ name, storeId, lostFrom, silenced });
  }
  return places;
}
