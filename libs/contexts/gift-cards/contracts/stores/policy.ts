import { z } from 'zod';
import { Minor } from '../fields.js';

/**
 * How a store may decide on a card. `strict`: only what allowances cover, so that no card is ever overdrawn. `hybrid`: also
 * a little beyond, out of the store's risk budget. `optimistic`: within limits, on the balance that the store knows.
 * `online-only`: as `strict`, and nothing is set aside in advance: an allowance is granted when a request asks for it, on line. What
 * is left of such a one is drawn on first when the line is cut.
 */
export const PolicyMode = z.enum(['strict', 'hybrid', 'optimistic', 'online-only']);
export type PolicyMode = z.infer<typeof PolicyMode>;

export const CardPolicy = z.strictObject({
  mode: PolicyMode,
  /** What a single redemption may take without an allowance. */
  unbackedPerRedemptionMinor: Minor,
  /** What all redemptions of the card may take so at one store, as long as the hub has not confirmed them. */
  unbackedPerCardMinor: Minor,
  /** A store whose knowledge of the card is older decides by allowances only. */
  knowledgeAgeMsMax: z.int().positive(),
});
export type CardPolicy = z.infer<typeof CardPolicy>;

/** For a chain whose usual ticket is around 8.00: what an owner starts with. */
export const usualPolicy: CardPolicy = {
  mode: 'hybrid',
  unbackedPerRedemptionMinor: 2_500,
  unbackedPerCardMinor: 2_500,
  knowledgeAgeMsMax: 7 * 24 * 3_600_000,
};
