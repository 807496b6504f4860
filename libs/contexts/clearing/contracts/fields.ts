import { z } from 'zod';

// No control characters and no half of a surrogate pair: what is said must be storable as text everywhere.
const STORABLE = /^[^\p{Cc}\p{Cs}]+$/u;

/** The same id however its letters are written. */
export const StoreId = z.uuid().toLowerCase();

/** What people call a store. */
export const StoreName = z.string().trim().min(1).max(100).regex(STORABLE);

export const EndReason = z.enum(['revoked', 'lost', 'forked']);
export type EndReason = z.infer<typeof EndReason>;

/** Who has said it: a principal of the API, or a part of the hub. */
export const Who = z.string().min(1).max(200).regex(STORABLE);

export const Why = z.string().trim().min(1).max(500).regex(STORABLE);
