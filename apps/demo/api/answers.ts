import { z } from 'zod';

/** What this program reads of the API's answers; everything else in them is passed over. */
export const Operation = z.object({
  id: z.string(),
  state: z.enum(['accepted', 'running', 'succeeded', 'failed', 'compensated']),
  command: z.string(),
  /** What the command is about: the id of the card or the purchase. */
  key: z.string(),
  acceptedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
  problem: z.object({ code: z.string(), detail: z.string() }).optional(),
});
export type Operation = Readonly<z.infer<typeof Operation>>;

export const hasEnded = ({ state }: Operation): boolean => state !== 'accepted' && state !== 'running';

export const Problem = z.object({ code: z.string(), detail: z.string(), operationId: z.string().optional() });
export type Problem = Readonly<z.infer<typeof Problem>>;

const Waiting = z.object({ step: z.string(), kind: z.string(), text: z.string() });
export type Waiting = Readonly<z.infer<typeof Waiting>>;

const SagaSummary = z.object({ key: z.string(), state: z.string(), waiting: z.array(Waiting) });
export type SagaSummary = Readonly<z.infer<typeof SagaSummary>>;
export const SagaPage = z.object({ data: z.array(SagaSummary) });

export const Saga = SagaSummary.extend({
  steps: z.array(z.object({ path: z.string(), step: z.string(), state: z.string() })),
});
export type Saga = Readonly<z.infer<typeof Saga>>;

const Minor = z.int();

export const Card = z.object({
  cardId: z.string(),
  balanceMinor: Minor,
  heldMinor: Minor,
  /** How many events the card has. */
  version: z.int(),
  /** The last of them. */
  activities: z.array(
    z.object({ what: z.string(), amountMinor: Minor.optional(), reference: z.string().optional() }),
  ),
});
export type Card = Readonly<z.infer<typeof Card>>;

export const Purchase = z.object({
  purchaseId: z.string(),
  status: z.string(),
  total: z.object({ minor: Minor }),
});
export type Purchase = Readonly<z.infer<typeof Purchase>>;

export const Stock = z.object({ onHand: z.int(), reserved: z.int(), available: z.int() });
export type Stock = Readonly<z.infer<typeof Stock>>;

const DeadLetter = z.object({
  queue: z.string(),
  detail: z.string(),
  message: z.object({ type: z.string(), key: z.string() }).nullable(),
});
export type DeadLetter = Readonly<z.infer<typeof DeadLetter>>;
export const DeadLetters = z.object({ data: z.array(DeadLetter) });

/** The payment sandbox's own books. */
export const Ledger = z.object({
  authorizations: z.array(
    z.object({ key: z.string(), amount: z.object({ minor: Minor }), state: z.string() }),
  ),
});
export type Ledger = Readonly<z.infer<typeof Ledger>>;
