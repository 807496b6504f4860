import { refusal } from '#kernel';
import { z } from 'zod';
import { StoreId } from './fields.js';

const key = { key: 'storeId' } as const;

export class StoreUnknown extends refusal('clearing.store-unknown', { storeId: StoreId }, key) {}

export class StoreAlreadyRegistered extends refusal(
  'clearing.store-already-registered',
  { storeId: StoreId },
  key,
) {}

/** The code is not the store's, was used, or is too old: which of it, nobody is told. */
export class EnrolmentRefused extends refusal('clearing.enrolment-refused', { storeId: StoreId }, key) {}

export class StoreHasEnded extends refusal('clearing.store-has-ended', { storeId: StoreId }, key) {}

/** Only a store that has ended has facts that must be accepted. */
export class StoreHasNotEnded extends refusal('clearing.store-has-not-ended', { storeId: StoreId }, key) {}

/** The hub has taken in more of the store than would count: what has counted once is not undone. */
export class FactsCountAlready extends refusal(
  'clearing.facts-count-already',
  { storeId: StoreId, acceptedThrough: z.int(), heardThrough: z.int() },
  key,
) {}

/** The id of this grant was used for another amount. */
export class GrantReused extends refusal(
  'clearing.grant-reused',
  { storeId: StoreId, grantId: z.string() },
  key,
) {}
