import { z } from 'zod';

// No control characters and no half of a surrogate pair: what is said must be storable as text everywhere.
const STORABLE = /^[^\p{Cc}\p{Cs}]+$/u;

export const CardId = z.uuid();

/** Chosen by whoever places the hold, so that they can release it without knowing whether it was placed. */
export const HoldId = z.string().max(80).regex(STORABLE);

export const BlockReason = z.string().max(200).regex(STORABLE);

/** An amount of a card, in minor units of its currency; zero is possible. */
export const Minor = z.int().nonnegative();

/** How a hold came to its end. */
export const HoldEnd = z.enum(['captured', 'released']);
