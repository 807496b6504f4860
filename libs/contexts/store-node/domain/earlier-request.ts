import { canonicalJson } from '#kernel';
import type { TillRequest } from '../contracts/index.js';
import { decline, type StoreDecision } from './decision.js';

/** What a till has asked for before, by the same till and request id. */
export interface EarlierRequest {
  /** Canonical JSON of what was asked. */
  readonly asked: string;
  /** It was called off, before it came or afterwards: it has no effect, and never will have. */
  readonly isAnnulled: boolean;
}

export const askedText = (request: TillRequest): string => canonicalJson(request);

/**
 * What to say to an id that was used before. @returns undefined when it is the same request, to be answered as it was the first
 * time
 */
export function repeated(
  request: TillRequest,
  { asked, isAnnulled }: EarlierRequest,
): StoreDecision | undefined {
  if (isAnnulled) return decline({ code: 'request-annulled' });
  return asked === askedText(request) ? undefined : decline({ code: 'request-reused' });
}
