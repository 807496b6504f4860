import { eventually } from '#testing';
import type { TillAnswer } from '#testing/store';
import type { Journal } from '../trade/journal.js';
import type { Shop } from '../world/shop.js';
import type { World } from '../world/world.js';
import type {
  CardBooks,
  CardState,
  ConflictFound,
  Evidence,
  Place,
  RecordedFact,
  StoreBooks,
} from './evidence.js';
import { textOf } from './of-cards.js';
import { trades } from './rest.js';

const KINDS = {
  'gift-cards.redeemed-at-store': 'redeem',
  'gift-cards.redemption-reversed': 'reverse',
  'gift-cards.hold-placed-at-store': 'hold',
  'gift-cards.hold-captured-at-store': 'capture',
  'gift-cards.hold-released-at-store': 'release',
  'gift-cards.loaded-at-store': 'load',
  'gift-cards.activated-at-store': 'activate',
  'gift-cards.blocked-at-store': 'block',
  'gift-cards.request-annulled': 'annul',
} as const satisfies Record<string, RecordedFact['kind']>;

/** Once for each time that one of the hub's cards has it; what is about no card, once for each place in a chain. */
const RECORDED = `with said as (
    select f, data ->> 'storeId' as store, data ->> 'cardId' as card, (f ->> 'forked')::boolean as forked
    from countersign.event, jsonb_array_elements(data -> 'facts') f
    where stream like 'gift-cards.card/%' and type = 'gift-cards.store-facts-recorded'
    union all
    select fact::jsonb, author::text, '', false from countersign.fact
    where fact::jsonb #>> '{says,type}' = 'gift-cards.request-annulled'
  )
  select f ->> 'id' as id, store as "storeId", (f ->> 'seq')::integer as seq, card as "cardId",
    $1::jsonb ->> (f #>> '{says,type}') as kind,
    f #>> '{says,body,till}' as till, f #>> '{says,body,requestId}' as "requestId",
    case f #>> '{says,type}' when 'gift-cards.hold-released-at-store' then held else minor end as minor,
    unbacked as "unbackedMinor", held as "heldMinor",
    coalesce(f #>> '{says,body,hold}', f #>> '{says,body,redemption}') as of,
    f #>> '{says,body,why}' as why, forked
  from said cross join lateral (select
    coalesce((f #>> '{says,body,minor}')::integer, 0) as minor,
    coalesce((f #>> '{says,body,heldMinor}')::integer, 0) as held,
    coalesce((f #>> '{says,body,unbackedMinor}')::integer, 0) as unbacked) amounts
  where $1::jsonb ? (f #>> '{says,type}')`;
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
    recorded: await world.sql<RecordedFact>(RECORDED, [JSON.stringify(KINDS)]),
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
    (cards) =>
      cards.every(({ atHub, atStores }) => atStores.every((known) => textOf(known) === textOf(atHub))),
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
    const { body } = await world.api.get<CardState>(`/v1/gift-cards/${cardId}`);
    const { balanceMinor, heldMinor, status } = body;
    const atStores: CardBooks['atStores'][number][] = [];
    for (const shop of trading)
      atStores.push({ place: shop.name, ...stateIn((await shop.get(`/v1/cards/${cardId}`)).body) });
    cards.push({
      cardId,
      loadedMinor,
      settledMinor,
      stockOf: world.stock.get(cardId),
      atHub: { balanceMinor, heldMinor, status },
      atStores,
    });
  }
  return cards;
}

function stateIn(known: TillAnswer['body']): CardState {
  const open = known['isActive'] === true ? 'active' : 'issued';
  return {
    balanceMinor: Number(known['balanceMinor']),
    heldMinor: Number(known['heldMinor']),
    status: known['isBlocked'] === true ? 'blocked' : open,
  };
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
