import type { Operation } from '#kernel';

import { startedBefore } from '../../engine/saga-work.js';

export const operationUri = (id: string): string => `/v1/operations/${id}`;

export const sagaUri = (type: string, key: string): string =>
  `/v1/sagas/${encodeURIComponent(type)}/${encodeURIComponent(key)}`;

type Carried = Pick<Operation, 'state' | 'saga' | 'key' | 'refusal'>;

/** The saga of an operation. What was refused at once came to none, unless one was there before. */
export function sagaUriOf({ state, saga, key, refusal }: Carried): string | undefined {
  if (saga === undefined) return undefined;
  return state === 'failed' && refusal?.type !== startedBefore(saga) ? undefined : sagaUri(saga, key);
}
