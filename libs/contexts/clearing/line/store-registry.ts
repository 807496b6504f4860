import type { StoreList } from '#contracts/gift-cards';
import type { AnyEvent, Message, MessageCatalog, Transaction } from '#kernel';
import { publicKeyOf, type Store } from '../domain/store.js';
import { store } from '../domain/store.decider.js';
import { type StoreRow, stores } from '../read-models/stores.projection.js';

/** A chain has so many stores at the most, as far as this program goes. */
const STORES_MAX = 5_000;

/** Stores as their streams say now. */
export async function storesIn(
  tx: Transaction,
  catalog: MessageCatalog,
  storeIds: readonly string[],
): Promise<Map<string, Store>> {
  const streams = new Map([...new Set(storeIds)].map((id) => [`${store.category}/${id}`, id]));
  const histories = await tx.events.load([...streams.keys()]);
  return new Map(
    [...streams].map(([stream, id]) => {
      const history = (histories.get(stream) ?? []).map((stored) => catalog.decode(stored));
      return [id, store.fold(history.filter(isEvent))];
    }),
  );
}

const isEvent = (message: Message): message is AnyEvent => message.kind === 'event';

export async function storeIdsIn(tx: Transaction): Promise<string[]> {
  const rows = await tx.readModels.list(stores, { limit: STORES_MAX });
  return rows.map((row) => storeIdOf(row));
}

/** Those that may speak now. */
export async function enrolledIdsIn(tx: Transaction): Promise<string[]> {
  const rows = await tx.readModels.list(stores, { where: { status: 'enrolled' }, limit: STORES_MAX });
  return rows.map((row) => storeIdOf(row));
}

/** All stores whose nodes have taken their places, with the keys that they speak with. */
export async function storeListIn(tx: Transaction, catalog: MessageCatalog): Promise<StoreList> {
  const known = await storesIn(tx, catalog, await storeIdsIn(tx));
  let version = 1;
  const list: StoreList['stores'] = [];
  for (const [storeId, each] of known) {
    if (each.status === 'unregistered') continue;
    version += each.publicVersion;
    const publicKey = publicKeyOf(each);
    if (publicKey === undefined) continue;
    const { name } = each;
    list.push({
      storeId,
      name,
      publicKey,
      ...(each.status === 'ended' && { acceptedThrough: each.acceptedThrough }),
    });
  }
  return { version, stores: list };
}

const storeIdOf = (row: { readonly storeId?: unknown }): StoreRow['storeId'] => String(row.storeId);
