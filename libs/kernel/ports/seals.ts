/** Proves who said something, and that nobody has changed it since. All texts are signed and digested as UTF-8. */
export interface Seals {
  /** SHA-256 in base64url: 43 characters. */
  digest(text: string): string;
  /** Whether the owner of the key (Ed25519, raw, in base64url) has signed this text. Never throws. */
  verify(publicKey: string, text: string, signature: string): boolean;
}

/** The key of one author. Its private half never leaves it. */
export interface Signer {
  /** Ed25519, raw, in base64url: 43 characters. */
  readonly publicKey: string;
  /** @returns the signature in base64url: 86 characters */
  sign(text: string): string;
}
