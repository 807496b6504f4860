import { STORE_LIST, STORE_TERMS, StoreList, StoreTerms } from '#contracts/gift-cards';
import { isGenuine, type Notice, type Seals } from '#kernel';
import { LineDown } from '../ports/hub-line.js';
import type { Identity, NodeValues } from '../ports/store-database.js';

/** What a node starts from, out of the hub's answer to its enrolment. @throws LineDown when the answer is not complete */
export function firstMemory(
  identity: Identity,
  notices: readonly Notice<object>[],
  seals: Seals,
): Pick<NodeValues, 'identity' | 'terms'> & Partial<NodeValues> {
  const said = (kind: string) =>
    notices.find((notice) => notice.kind === kind && isGenuine(notice, identity.hubKey, seals))?.body;
  const terms = StoreTerms.safeParse(said(STORE_TERMS));
  if (!terms.success || terms.data.storeId !== identity.storeId)
    throw new LineDown('The hub has enrolled this store without telling its terms');
  const stores = StoreList.safeParse(said(STORE_LIST));
  return { identity, terms: terms.data, ...(stores.success && { stores: stores.data }) };
}
