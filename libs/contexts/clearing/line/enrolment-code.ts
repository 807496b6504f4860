import type { Seals } from '#kernel';

const CODE = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.([A-Za-z0-9_-]{32})$/;

/** The code for a store: it says which store, and proves that the hub has given it out. Only its digest is kept. */
export function makeCode(storeId: string, secret: string, seals: Seals) {
  const code = `${storeId}.${secret}`;
  return { code, codeDigest: seals.digest(code) };
}

/** @returns undefined for what is no code */
export function readCode(code: string, seals: Seals) {
  const [whole, storeId] = CODE.exec(code) ?? [];
  return whole === undefined || storeId === undefined
    ? undefined
    : { storeId, codeDigest: seals.digest(whole) };
}
