import { eventually } from '#testing';
import type { Ground, Strike } from './strike.js';

const PATIENCE = { withinMs: 180_000, everyMs: 250 };
/** So many are approved by a copy of a disk before its line is there. */
const WITHOUT_A_LINE = 3;

/** Each ends a store, or one of two that say they are it. */
export const onDisks: readonly Strike[] = [
  {
    name: 'disk cloned, and both trade',
    async strike(ground) {
      const { world, shop, trade } = ground;
      await shop.stop();
      const clone = await world.clone(shop);
      await shop.start();
      trade.openTills(clone);
      await named(ground);
    },
  },
  {
    name: 'disk set back to an older copy',
    async strike(ground) {
      await setBack(ground);
      await ground.shop.start();
      await named(ground);
    },
  },
  {
    name: 'disk set back to an older copy, and no line until it has traded',
    async strike(ground) {
      const { shop, trade } = ground;
      await setBack(ground);
      shop.line.refuse();
      await shop.start();
      await trade.approvedAt(shop, WITHOUT_A_LINE);
      shop.line.heal();
      await named(ground);
    },
  },
  {
    name: 'machine and disk lost',
    async strike({ world, shop, trade }) {
      shop.lostFrom = await trade.confirmedAt(shop);
      shop.line.refuse();
      await trade.approvedAt(shop, WITHOUT_A_LINE);
      await shop.lose();
      await world.declareLost(shop.storeId);
      for (const cardId of world.loads.keys())
        await world.done(`/v1/stores/${shop.storeId}/reclaims`, { cardId });
    },
  },
];

/** What the hub has heard of since the copy was made is not on the disk any more, when the node is started next. */
async function setBack({ world, shop, trade }: Ground): Promise<void> {
  shop.lostFrom = await trade.confirmedAt(shop);
  await shop.stop();
  await shop.backUp();
  await shop.start();
  await trade.approvedAt(shop, WITHOUT_A_LINE);
  await trade.confirmedAt(shop);
  await shop.stop();
  await shop.restore();
  world.addDisk(shop.storeId);
}

/** Resolves when the hub, or a node, has found that there are two histories. */
async function named({ world, shop }: Ground): Promise<void> {
  const places = world.shops.filter(({ storeId }) => storeId === shop.storeId);
  await eventually(
    () => Promise.all(places.map((place) => place.status())),
    (statuses) => statuses.some(({ isEnded, unfit }) => isEnded || unfit !== undefined),
    PATIENCE,
  );
}
