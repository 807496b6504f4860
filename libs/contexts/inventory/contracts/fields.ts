import { z } from 'zod';

// No control characters and no half of a surrogate pair: what is said must be storable as text everywhere.
const STORABLE = /^[^\p{Cc}\p{Cs}]+$/u;

/** The same id however its letters are written, so that a request that comes again in capitals is the same request. */
export const Uuid = z.uuid().toLowerCase();

/** What a shop calls one of its goods. */
export const Sku = z.string().max(40).regex(STORABLE);

/** Chosen by whoever reserves, so that they can release without knowing whether it was reserved. */
export const ReservationId = z.string().max(80).regex(STORABLE);

/** A guard against slips: no single line or delivery may be larger. */
export const QUANTITY_MAX = 1_000_000;

/** Whole pieces, at least one. */
export const Quantity = z.int().positive().max(QUANTITY_MAX);

/** Whole pieces; zero is possible. */
export const Pieces = z.int().nonnegative();

/** Milliseconds since 1970. */
export const Instant = z.int().nonnegative();

/** How a reservation came to its end. */
export const ReservationEnd = z.enum(['released', 'consumed']);
