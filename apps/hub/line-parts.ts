import { seals } from '#adapters/crypto';
import type { LineParts } from '#contexts/clearing';
import { listCards, readStandings } from '#contexts/gift-cards';
import type { Signer } from '#kernel';

/** Clearing tells stores of cards as gift cards know them. */
export const lineParts = (signer: Signer, leaseMs: number): LineParts => ({
  seals,
  signer,
  standings: readStandings,
  listed: listCards,
  leaseMs,
});
