import { viewOf } from '#contexts/store-node';
import type { StoreMachine } from '../world/store-machine.js';
import type { StoreWorld } from '../world/store-world.js';
import type { Knowledge, Rest } from './store-invariant.js';

/** A store whose chain has one history, and which the hub has not ended: of it, everything is expected. */
export const isHonest = ({ god, hub }: StoreWorld, storeId: string): boolean =>
  !god.breachedSince.has(storeId) && hub.stores.get(storeId)?.aggregate.state.status === 'enrolled';

export async function restOf(world: StoreWorld): Promise<Rest> {
  const machines = world.machines.filter((machine) => machine.isUp && isHonest(world, machine.storeId));
  return { world, knowledge: await Promise.all(machines.map(knowledgeOf)) };
}

async function knowledgeOf(machine: StoreMachine): Promise<Knowledge> {
  const { standings, listed, facts } = machine.database.image;
  const told = [...facts.values()].flatMap(({ says: { body } }) =>
    'cardId' in body ? [String(body.cardId)] : [],
  );
  const ids = [...new Set([...standings.keys(), ...listed.keys(), ...told])];
  const { cards } = await machine.database.load({ requests: [], business: [], cards: ids });
  const books = machine.life?.state?.books;
  return { machine, cards: cards.map((known) => ({ known, view: books && viewOf(known, books) })) };
}
