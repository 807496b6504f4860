import type { Seals, Signer } from '../ports/seals.js';
import { canonicalJson } from './canonical.js';

/** Something that its author keeps saying anew: the one with the highest version counts, in whatever order they come. */
export interface Notice<Body extends object> {
  /** Names the kind of notice, so that one can never be passed off as another. */
  readonly kind: string;
  readonly body: Body;
  readonly signature: string;
}

export function sealNotice<Body extends object>(kind: string, body: Body, signer: Signer): Notice<Body> {
  return { kind, body, signature: signer.sign(signedText(kind, body)) };
}

/** Whether the owner of the key has said exactly this. */
export function isGenuine(notice: Notice<object>, publicKey: string, seals: Seals): boolean {
  return seals.verify(publicKey, signedText(notice.kind, notice.body), notice.signature);
}

const signedText = (kind: string, body: object): string => `${kind}\n${canonicalJson(body)}`;
