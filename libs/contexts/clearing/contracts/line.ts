import {
  AMOUNT_MINOR_MAX,
  canonicalJson,
  Digest,
  JsonObject,
  type Seals,
  Signature,
  WireFact,
} from '#kernel';
import { z } from 'zod';
import { StoreId, StoreName } from './fields.js';

// What hub and stores say to each other over HTTP. Either side may be newer than the other: what one does not know, it passes over.

/** As the hub has signed it; what is in it, its kind says. */
export const WireNotice = z.object({
  kind: z.string(),
  body: JsonObject,
  signature: Signature,
});
export type WireNotice = z.infer<typeof WireNotice>;

export const FACTS_MAX = 300;
export const NOTICES_MAX = 200;
export const LISTED_MAX = 5_000;

/** POST /v1/store-line/enrolments: a new store takes its place, once, with the code that the hub has given out for it. */
export const EnrolmentBody = z.object({
  code: z.string().min(1).max(200),
  publicKey: Digest,
  name: StoreName.optional(),
});
export type EnrolmentBody = z.infer<typeof EnrolmentBody>;
export const EnrolmentAnswer = z.object({
  storeId: StoreId,
  /** The key that signs all that the hub says. */
  hubKey: Digest,
  notices: z.array(WireNotice),
});

/**
 * POST /v1/store-line/facts: facts of any store, each chain in its order. Those that the hub has already change nothing. One that
 * cannot have been said is put aside, and told in `problems`; the others are taken.
 */
export const FactsBody = z.object({ facts: z.array(WireFact).max(FACTS_MAX) });
export type FactsBody = z.infer<typeof FactsBody>;
export const FactsAnswer = z.object({
  /** The receipt for the caller's own facts. */
  notices: z.array(WireNotice),
  problems: z.array(z.object({ id: z.string(), author: z.string(), seq: z.int(), why: z.string() })),
});
export type FactsAnswer = z.infer<typeof FactsAnswer>;

/** GET /v1/store-line/news: what the caller is concerned with and has changed behind its bookmark. */
export const NewsQuery = z.object({
  after: z.string().max(200).default(''),
  limit: z.coerce.number().int().min(1).max(NOTICES_MAX).default(NOTICES_MAX),
  /** The last place in the caller's own chain: so the hub knows whether the caller has told all that it has to tell. */
  head: z.coerce.number().int().nonnegative().optional(),
  /** Seconds to wait for something to tell. */
  wait: z.coerce.number().int().min(0).max(25).default(0),
});
export type NewsQuery = z.infer<typeof NewsQuery>;
export const NewsAnswer = z.object({
  notices: z.array(WireNotice),
  /** To be sent with the next call; opaque. */
  bookmark: z.string(),
  isMore: z.boolean(),
});
export type NewsAnswer = z.infer<typeof NewsAnswer>;

/**
 * POST /v1/store-line/allowances: an allowance for a request that a till waits for, as much of it as is free. The answer is the
 * card's standing with it; also when nothing is free, so that the store knows what there is. Once for each `requestKey`.
 */
export const AllowanceBody = z.object({
  cardId: z.uuid().toLowerCase(),
  minor: z.int().positive().max(AMOUNT_MINOR_MAX),
  requestKey: z.string().min(16).max(255),
});
export type AllowanceBody = z.infer<typeof AllowanceBody>;

/** POST /v1/store-line/cards: from now on the caller is told of these cards; the answer says how they stand. */
export const CardsBody = z.object({ cardIds: z.array(z.uuid().toLowerCase()).min(1).max(100) });
export type CardsBody = z.infer<typeof CardsBody>;

export const NoticesAnswer = z.object({ notices: z.array(WireNotice) });

/** GET /v1/store-line/card-list: all cards, a part at a time; behind the last part, what has changed since it was read. */
export const CardListQuery = z.object({
  after: z.string().max(400).default(''),
  limit: z.coerce.number().int().min(1).max(LISTED_MAX).default(LISTED_MAX),
});
export type CardListQuery = z.infer<typeof CardListQuery>;
export const CardListAnswer = z.object({ notices: z.array(WireNotice), at: z.string(), isMore: z.boolean() });
export type CardListAnswer = z.infer<typeof CardListAnswer>;

/** `Authorization` of a store's request: `Countersign-Store <storeId> <milliseconds since 1970> <signature>`. */
export const STORE_SCHEME = 'Countersign-Store';

/** How far a store's clock may be from the hub's. */
export const SIGNED_WITHIN_MS = 300_000;

export interface SignedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly atMs: number;
  /** Parsed; undefined where there is none. */
  readonly body: unknown;
}

/**
 * What a store signs. A request that is sent again within the time is taken again, and changes nothing: all of them may be
 * repeated.
 */
export const signedText = ({ method, url, atMs, body }: SignedRequest, seals: Seals): string =>
  ['countersign-store-line', method, url, atMs, seals.digest(canonicalJson(body ?? null))].join('\n');
