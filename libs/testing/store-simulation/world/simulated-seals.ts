import { hash } from 'node:crypto';
import type { Seals, Signer } from '#kernel';

const SIGNATURE_LENGTH = 86;

/**
 * Seals that cost little: real signatures would take most of the time of ten thousand worlds. They keep out whoever does not hold
 * a key as the real ones do, since the secret of each is known here alone.
 */
export class SimulatedSeals implements Seals {
  private readonly secrets = new Map<string, string>();

  digest = (text: string): string => hash('sha256', text, 'base64url');

  verify(publicKey: string, text: string, signature: string): boolean {
    const secret = this.secrets.get(publicKey);
    return secret !== undefined && signature === signatureOf(secret, text);
  }

  /** The only one who can sign as this name. */
  newSigner(name: string): Signer {
    const publicKey = this.digest(`public key of ${name}`);
    const secret = `secret key of ${name}`;
    this.secrets.set(publicKey, secret);
    return { publicKey, sign: (text) => signatureOf(secret, text) };
  }
}

function signatureOf(secret: string, text: string): string {
  const half = hash('sha256', `${secret}\n${text}`, 'base64url');
  return `${half}${half}`.slice(0, SIGNATURE_LENGTH);
}
