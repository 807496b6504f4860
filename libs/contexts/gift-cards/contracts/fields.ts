import { z } from 'zod';

// No control characters and no half of a surrogate pair: what is said must be storable as text everywhere.
const STORABLE = /^[^\p{Cc}\p{Cs}]+$/u;

/** The same id however its letters are written, so that a request that comes again in capitals is the same request. */
export const Uuid = z.uuid().toLowerCase();

export const CardId = Uuid;

/** Chosen by whoever places the hold, so that they can release it without knowing whether it was placed. */
export const HoldId = z.string().max(80).regex(STORABLE);

export const BlockReason = z.string().max(200).regex(STORABLE);

/** An amount of a card, in minor units of its currency; zero is possible. */
export const Minor = z.int().nonnegative();

/** The largest balance that a card may have, in minor units: what a lost or stolen card can cost. */
export const BALANCE_MINOR_MAX = 200_000;

/** Where value is sold and redeemed: a store, or the hub with all its channels. */
export const Outlet = z.literal('hub').or(Uuid);
export type Outlet = z.infer<typeof Outlet>;

/** An overdraft of a card: `<cardId>:overdraft:1`, and so on. */
export const CaseId = z.string().max(80).regex(STORABLE);

/** Chosen by whoever settles a part of an overdraft, so that asking again is not settling twice. */
export const SettlementId = z.string().max(80).regex(STORABLE);

/** How a hold came to its end. */
export const HoldEnd = z.enum(['captured', 'released']);
