export { createSigner, newPrivateKey, seals } from './ed25519.js';
