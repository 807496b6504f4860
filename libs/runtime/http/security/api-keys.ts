import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** One key as it is configured: its secret is known to its owner only. */
export interface ApiKey {
  /** As `API_KEY_ID` has it: it is shown where its key was used, so nothing else fits in. */
  readonly id: string;
  /** SHA-256 of the secret, in hexadecimal. */
  readonly secretHash: string;
  /** On whose behalf its owner acts: operations and idempotency keys are theirs, across all their keys. */
  readonly principal: string;
  readonly scopes: readonly string[];
}

/** Who is asking. */
export interface Principal {
  readonly name: string;
  readonly scopes: ReadonlySet<string>;
}

/** 4 to 32 lower-case letters, digits and dashes. */
export const API_KEY_ID = /^[a-z0-9-]{4,32}$/;
const TOKEN = /^csk_([a-z0-9-]{4,32})_([A-Za-z0-9_-]{16,100})$/;
const HASH = /^[0-9a-f]{64}$/;

/** All keys that may ask. */
export class ApiKeys {
  private readonly keys = new Map<string, { readonly hash: Buffer; readonly principal: Principal }>();

  /** @throws Error naming the place of the key that is not well-formed or there twice, and nothing that it says */
  constructor(keys: readonly ApiKey[]) {
    for (const [at, { id, secretHash, principal, scopes }] of keys.entries()) {
      if (!API_KEY_ID.test(id) || this.keys.has(id))
        throw new Error(`The id of the API key ${at + 1} is malformed or taken`);
      if (!HASH.test(secretHash)) throw new Error(`The API key ${at + 1} has no SHA-256 hash in hexadecimal`);
      const hash = Buffer.from(secretHash, 'hex');
      this.keys.set(id, { hash, principal: { name: principal, scopes: new Set(scopes) } });
    }
  }

  /** @returns undefined when the token is not one of ours; an unknown id takes as long as a wrong secret */
  principalOf(token: string): Principal | undefined {
    const [, id = '', secret = ''] = TOKEN.exec(token) ?? [];
    const key = this.keys.get(id);
    const matches = timingSafeEqual(sha256(secret), key?.hash ?? NOBODY);
    return matches ? key?.principal : undefined;
  }
}

const NOBODY = Buffer.alloc(32);

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** @returns the hash to configure for a token such as `csk_shop_3xAmpl3…`. @throws Error when it is no token */
export function secretHashOf(token: string): string {
  const [, , secret] = TOKEN.exec(token) ?? [];
  if (secret === undefined)
    throw new Error('An API key reads csk_<id>_<secret>, the secret at least 16 long');
  return sha256(secret).toString('hex');
}

/** A fresh token, with 256 random bits. Show it once and keep its hash. */
export const newApiToken = (id: string): string => `csk_${id}_${randomBytes(32).toString('base64url')}`;
