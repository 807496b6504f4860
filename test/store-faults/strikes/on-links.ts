import type { StoreNetwork } from '../world/network.js';
import type { Shop } from '../world/shop.js';
import { lasting, type Strike } from './strike.js';

/** Longer than a node waits for the hub at the least. */
const DARK_MS = { min: 1_000, max: 4_000 };

/** On the link between a store's own network and the hub. */
export const onLinks: readonly Strike[] = [
  {
    name: 'link down',
    async strike(ground) {
      const network = networkOf(ground.shop);
      await network.cut('hub');
      await lasting(ground, DARK_MS);
      await network.mend('hub');
    },
  },
  ...(['both', 'requests', 'answers'] as const).map((lost): Strike => ({
    name: `link loses ${lost === 'both' ? 'all packets' : `packets of ${lost}`}`,
    async strike(ground) {
      const network = networkOf(ground.shop);
      await network.lose(lost);
      await lasting(ground, DARK_MS);
      await network.mend('hub');
    },
  })),
  {
    name: 'node killed and started while the link is down',
    async strike(ground) {
      const { shop, trade } = ground;
      const network = networkOf(shop);
      await network.cut('hub');
      await lasting(ground);
      await shop.kill();
      await shop.start();
      await trade.waitingAt(shop);
      await lasting(ground);
      await network.mend('hub');
    },
  },
];

export function networkOf({ name, network }: Shop): StoreNetwork {
  if (!network) throw new Error(`${name} has no network of its own`);
  return network;
}
