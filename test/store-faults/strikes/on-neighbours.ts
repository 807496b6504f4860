import { eventually } from '#testing';
import type { Shop } from '../world/shop.js';
import { networkOf } from './on-links.js';
import { lasting, type Strike } from './strike.js';

/** Neighbours call each other every few seconds, and wait for a silent one. */
const PATIENCE = { withinMs: 120_000, everyMs: 250 };

interface Cut {
  readonly name: string;
  cut(shop: Shop): Promise<void> | void;
  mend(shop: Shop): Promise<void> | void;
}

const heal = ({ neighbourLines }: Shop): void => {
  for (const line of neighbourLines) line.heal();
};

const cuts: readonly Cut[] = [
  {
    name: 'connections between neighbours refused',
    cut: ({ neighbourLines }) => {
      for (const line of neighbourLines) line.refuse();
    },
    mend: heal,
  },
  {
    name: 'connections between neighbours silent',
    cut: ({ neighbourLines }) => {
      for (const line of neighbourLines) line.staySilent();
    },
    mend: heal,
  },
];

const ofLinks: Cut = {
  name: 'link between neighbours down',
  cut: (shop) => networkOf(shop).cut('neighbours'),
  mend: (shop) => networkOf(shop).mend('neighbours'),
};

/**
 * Between stores that see each other, while nobody sees the hub: a card is blocked at one of them when it is alone, and when they
 * see each other again the others know. @param networks whether stores have networks of their own
 */
export const onNeighbours = (networks: boolean): readonly Strike[] =>
  [...cuts, ...(networks ? [ofLinks] : [])].map(({ name, cut, mend }): Strike => ({
    name: `hub out of reach, and ${name}`,
    async strike(ground) {
      const { world, shop, trade } = ground;
      const shops = world.openShops;
      const cardId = await trade.cardKnownTo(shops);
      for (const each of shops) each.line.refuse();
      for (const each of shops) await cut(each);
      await trade.blockAt(shop, cardId);
      await lasting(ground);
      for (const each of shops) await mend(each);
      for (const each of shops) await knowsOfBlock(each, cardId);
      for (const each of shops) each.line.heal();
    },
  }));

const knowsOfBlock = (shop: Shop, cardId: string) =>
  eventually(
    () => shop.get(`/v1/cards/${cardId}`),
    ({ body }) => body['isBlocked'] === true,
    PATIENCE,
  );
