import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import type { Seals, Signer } from '#kernel';

/** Public keys that were met lately: reading one costs as much as using it. */
const KEYS_MAX = 1_000;
const known = new Map<string, KeyObject>();

function publicKeyOf(text: string): KeyObject {
  const met = known.get(text);
  if (met) return met;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' });
  if (known.size >= KEYS_MAX) known.clear();
  known.set(text, key);
  return key;
}

/** SHA-256 and Ed25519. */
export const seals: Seals = {
  digest: (text) => createHash('sha256').update(text, 'utf8').digest('base64url'),
  verify(publicKey, text, signature) {
    try {
      return verify(
        null,
        Buffer.from(text, 'utf8'),
        publicKeyOf(publicKey),
        Buffer.from(signature, 'base64url'),
      );
    } catch {
      return false;
    }
  },
};

/** A new private key, as PKCS #8 in PEM. */
export function newPrivateKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** @param privateKey PKCS #8 in PEM. @throws TypeError when it is no Ed25519 key */
export function createSigner(privateKey: string): Signer {
  const key = readPrivateKey(privateKey);
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  if (key.asymmetricKeyType !== 'ed25519' || x === undefined) throw new TypeError('This is no Ed25519 key');
  return {
    publicKey: x,
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), key).toString('base64url'),
  };
}

function readPrivateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new TypeError('This is no private key in PEM', { cause: error });
  }
}
