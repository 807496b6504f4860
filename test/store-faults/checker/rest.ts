import { eventually } from '#testing';
import type { Shop } from '../world/shop.js';
import type { World } from '../world/world.js';

/** What is still under way at the hub; all zero when it is at rest. Cases of overdrafts wait for days, and for people. */
const UNDER_WAY = `select
  (select count(*)::integer from countersign.message) as messages,
  (select count(*)::integer from countersign.outbox) as outbox,
  (select count(*)::integer from countersign.operation where state in ('accepted', 'running')) as operations,
  (select count(*)::integer from countersign.projection p
    where (coalesce(p.tx_id, '0'::xid8), coalesce(p.position, 0)) <
      (select e.tx_id, e.position from countersign.event e order by e.tx_id desc, e.position desc limit 1)
  ) as "read models behind"`;

const EVERY_MS = 250;

/** A store that may not trade any more keeps what the hub did not take; all others have told everything, and the hub has read it. */
export async function atRest(world: World, withinMs: number): Promise<void> {
  const patience = { withinMs, everyMs: EVERY_MS };
  for (const shop of world.shops.filter(({ isClosed }) => !isClosed)) {
    await eventually(
      async () => ({ name: shop.name, ...(await shop.status()) }),
      ({ waitingFacts, onLine, isEnded, unfit }) =>
        isEnded || unfit !== undefined || (onLine && waitingFacts === 0),
      patience,
    );
  }
  await eventually(
    async () => (await world.sql<Record<string, number>>(UNDER_WAY))[0] ?? {},
    (counts) => Object.values(counts).every((count) => count === 0),
    patience,
  );
}

/** Whether its node may speak for its store. */
export async function trades(shop: Shop): Promise<boolean> {
  if (shop.isClosed) return false;
  const { isEnded, unfit } = await shop.status();
  return !isEnded && unfit === undefined;
}
