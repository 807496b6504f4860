import { eventually } from '#testing';
import type { World } from '../world/world.js';

/** What is still under way; all zero when a world is at rest. */
const UNDER_WAY = `select
  (select count(*)::integer from countersign.message) as messages,
  (select count(*)::integer from countersign.outbox) as outbox,
  (select count(*)::integer from countersign.blocked_key where until > now()) as "blocked keys",
  (select count(*)::integer from countersign.operation where state in ('accepted', 'running')) as operations,
  (select count(*)::integer from countersign.saga where status not in ('completed', 'compensated', 'stuck')) as sagas,
  (select count(*)::integer from countersign.projection p
    where (coalesce(p.tx_id, '0'::xid8), coalesce(p.position, 0)) <
      (select e.tx_id, e.position from countersign.event e order by e.tx_id desc, e.position desc limit 1)
  ) as "read models behind"`;

/** After the worst outage, and then some: a world that is still busy by then will never be at rest. */
const REST_MS_MAX = 240_000;

export type UnderWay = Readonly<Record<string, number>>;

/** How much of each kind is still under way. */
export async function underWay(world: World): Promise<UnderWay> {
  const [counts] = await world.sql<Record<string, number>>(UNDER_WAY);
  const inBroker = world.rabbit ? await messagesInBroker(world) : 0;
  return { ...counts, 'messages in the broker': inBroker };
}

async function messagesInBroker({ rabbit }: World): Promise<number> {
  const listed = await rabbit?.ctl(1, 'list_queues', '--silent', 'messages');
  return (listed ?? '').split('\n').reduce((sum, count) => sum + (Number(count.trim()) || 0), 0);
}

/** Waits until nothing is under way any more. @throws NotEventually with what was still under way */
export async function atRest(world: World, withinMs = REST_MS_MAX): Promise<void> {
  await eventually(
    () => underWay(world),
    (counts) => Object.values(counts).every((count) => count === 0),
    { withinMs, everyMs: 250 },
  );
}
