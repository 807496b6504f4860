import { z } from 'zod';

import { Quantity, Sku } from '#contracts/inventory';

// No control characters and no half of a surrogate pair: what is said must be storable as text everywhere.
const STORABLE = /^[^\p{Cc}\p{Cs}]+$/u;

/** The same id however its letters are written. */
export const Uuid = z.uuid().toLowerCase();

/** Chosen by whoever orders the shipment, so that asking again is not sending again. */
export const ShipmentId = z.string().max(80).regex(STORABLE);

export const LINES_MAX = 100;

/** What is in a shipment. */
export const ShipmentLine = z.strictObject({ sku: Sku, quantity: Quantity });
export type ShipmentLine = z.infer<typeof ShipmentLine>;

export const ShipmentLines = z.array(ShipmentLine).min(1).max(LINES_MAX);
