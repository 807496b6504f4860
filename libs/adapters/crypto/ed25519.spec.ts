import { describe, expect, it } from '@jest/globals';
import { createSigner, newPrivateKey, seals } from './ed25519.js';

describe('Seals', () => {
  it('digest as SHA-256 does', () => {
    expect(seals.digest('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  });

  it('believe the owner of a key, and nobody else', () => {
    const [ours, theirs] = [createSigner(newPrivateKey()), createSigner(newPrivateKey())];
    const signature = ours.sign('Zoë');
    expect(signature).toHaveLength(86);
    expect(ours.publicKey).toHaveLength(43);
    expect(seals.verify(ours.publicKey, 'Zoë', signature)).toBe(true);
    expect(seals.verify(ours.publicKey, 'Zoe', signature)).toBe(false);
    expect(seals.verify(theirs.publicKey, 'Zoë', signature)).toBe(false);
  });

  it('believe nothing that is no key or no signature', () => {
    expect(seals.verify('?', 'text', 'A'.repeat(86))).toBe(false);
    expect(seals.verify('A'.repeat(43), 'text', '')).toBe(false);
  });

  it('sign with Ed25519 keys only', () => {
    expect(() => createSigner('no key')).toThrow('no private key');
  });
});
