import type { Statement } from '#kernel';
import {
  AllowanceGranted,
  type CardSums,
  ExposureEnded,
  type RecordedFact,
  RecordStoreFacts,
  StoreFactsRecorded,
} from '../contracts/index.js';
import { cardId } from './sample-card.js';
import { allowanceId } from './sample-statements.js';

// Stores that trade with the sample card: for specs.

export const north = '01980000-0000-7000-8000-000000005101';
export const south = '01980000-0000-7000-8000-000000005102';
export const west = '01980000-0000-7000-8000-000000005103';

export const granted = (minor: number, storeId = north, id = allowanceId) =>
  new AllowanceGranted({
    cardId,
    allowanceId: id,
    storeId,
    minor,
    leaseMs: 3_600_000,
    purpose: 'prefetch',
    currency: 'EUR',
  });

/** So much of what the store approved out of its risk budget is no risk any more. */
export const ended = (storeId: string, minor: number) => new ExposureEnded({ cardId, storeId, minor });

/** An id as long as a digest, that can be read. */
export const factId = (text: string): string => text.padEnd(43, '_');

interface FactOptions {
  readonly id?: string;
  readonly forked?: boolean;
  readonly requestId?: string;
}

/**
 * A fact at a place in its store's chain, said that many seconds after the chain began. It answers a request of its own, unless
 * another is said.
 */
export const fact = (
  seq: number,
  { type, version, body }: Statement,
  { id = `fact-${seq}`, forked = false, requestId = `request-${id}` }: FactOptions = {},
): RecordedFact => ({
  id: factId(id),
  seq,
  at: { ms: 1_767_225_600_000 + seq * 1_000, count: 0 },
  forked,
  says: { type, version, body: { ...body, ...('requestId' in body && { requestId }) } },
});

export const record = (storeId: string, ...facts: readonly RecordedFact[]) =>
  new RecordStoreFacts({ cardId, storeId, facts: [...facts] });

/** The card after facts of a store were recorded, as the hub says it, and what they added; all else is none unless said. */
export const recorded = (
  storeId: string,
  facts: readonly RecordedFact[],
  after: Partial<CardSums> & { readonly balanceMinor: number },
  added: Partial<StoreFactsRecorded['data']['added']> = {},
) =>
  new StoreFactsRecorded({
    cardId,
    storeId,
    facts: [...facts],
    after: {
      ...(after.status !== 'unissued' && { currency: 'EUR' }),
      status: 'active',
      heldMinor: 0,
      setAsideMinor: 0,
      ...after,
    },
    added: { heldMinor: 0, setAsideMinor: 0, ...added },
  });
