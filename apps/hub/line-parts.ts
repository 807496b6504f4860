import { seals } from '#adapters/crypto';
import type { LineParts } from '#contexts/clearing';
import { cardsInUseReader, listCards } from '#contexts/gift-cards';
import type { Signer } from '#kernel';
import type { HubConfig } from './config.js';

/** Clearing tells stores of cards as gift cards know them. */
export const lineParts = (
  signer: Signer,
  { leaseMs, prefetch }: Pick<HubConfig, 'leaseMs' | 'prefetch'>,
): LineParts => ({
  seals,
  signer,
  cards: cardsInUseReader(),
  listed: listCards,
  leaseMs,
  prefetch,
});
