import { SIGNED_WITHIN_MS, signedText, STORE_SCHEME } from '#contracts/clearing';
import type { StoreList } from '#contracts/gift-cards';
import type { Seals } from '#kernel';

export interface ShownRequest {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly authorization: string;
}

/** Whether a store that the hub has not ended has signed this request, a short while ago. */
export function isFromAStore(
  { method, url, body, authorization }: ShownRequest,
  stores: StoreList | undefined,
  nowMs: number,
  seals: Seals,
): boolean {
  const [scheme, storeId, at, signature] = authorization.split(' ');
  const store = stores?.stores.find((each) => each.storeId === storeId);
  const atMs = Number(at);
  if (scheme !== STORE_SCHEME || !store || store.acceptedThrough !== undefined || signature === undefined)
    return false;
  if (!Number.isSafeInteger(atMs) || Math.abs(nowMs - atMs) > SIGNED_WITHIN_MS) return false;
  return seals.verify(store.publicKey, signedText({ method, url, atMs, body }, seals), signature);
}
