import { setTimeout as pause } from 'node:timers/promises';

import { hasEnded, SagaPage, type SagaSummary, type Waiting } from '../api/answers.js';
import { purchasePath, sagaPath, sagaQuery } from '../api/paths.js';
import type { FollowUp } from '../plan/purchase-kinds.js';
import { NotEnded } from './clerk.js';
import type { Shop } from './shop.js';
import { type PurchaseRecord, TAKEN } from './trade-log.js';

const PROBE_MS = 100;

interface Case {
  readonly shop: Shop;
  readonly purchaseId: string;
  readonly record: PurchaseRecord;
}

/** What people do about a purchase that is under way. */
export const FOLLOW_UPS: Readonly<Record<FollowUp, (each: Case) => Promise<void>>> = {
  'look why it waits': async (each) => {
    await lookFor(each, forTheProvider);
  },
  approve: (each) => decide(each, true),
  reject: (each) => decide(each, false),
  'cancel while it waits': async (each) => {
    await lookFor(each, forTheProvider);
    await cancel(each);
  },
  'cancel at once': cancel,
  resume: async (each) => {
    if (await lookFor(each, ({ kind }) => kind === 'operator')) {
      await tell(each, 'resumption', { reason: 'The bank has called back' });
    }
  },
};

const forTheProvider = ({ step, kind, text }: Waiting): boolean =>
  kind === 'reply' && step === 'authorize payment' && text.includes('payments says');

async function decide(each: Case, approved: boolean): Promise<void> {
  if (await lookFor(each, ({ kind }) => kind === 'person')) {
    await tell(each, 'decisions', { step: 'approve', approved, reason: 'A large purchase, looked at' });
  }
}

async function cancel({ shop, purchaseId, record }: Case): Promise<void> {
  const { code = TAKEN } = await shop.clerk.complete(
    {
      name: `purchase-${record.number}-cancellation`,
      path: `${purchasePath(purchaseId)}/cancellation`,
      body: { reason: 'The customer has changed their mind' },
    },
    shop.withinMs,
  );
  record.cancellation = code;
}

async function tell({ shop, purchaseId, record }: Case, what: string, body: object): Promise<void> {
  const idempotencyKey = shop.clerk.keyFor(`purchase-${record.number}-${what}`);
  const got = await shop.api.tell(`${sagaPath(purchaseId)}/${what}`, body, { idempotencyKey });
  shop.log.answers.push({
    what: `${what} for purchase ${record.number}`,
    expected: TAKEN,
    got: got ?? TAKEN,
  });
}

/** Looks until the saga waits in this way, and keeps its words. @returns whether it did before it ended */
async function lookFor(each: Case, isIt: (waiting: Waiting) => boolean): Promise<boolean> {
  const giveUpAt = performance.now() + each.shop.withinMs;
  for (;;) {
    const saga = await sagaOf(each.shop, each.purchaseId);
    const found = saga?.waiting.find(isIt);
    if (found) {
      each.record.waited = found.text;
      return true;
    }
    if (saga && isFinal(saga)) return false;
    if (performance.now() > giveUpAt)
      throw new NotEnded(`Purchase ${each.purchaseId} did not get as far as it had to in time`);
    await pause(PROBE_MS);
  }
}

/** The saga is there a moment after the purchase was accepted. */
export async function sagaOf({ api }: Shop, purchaseId: string): Promise<SagaSummary | undefined> {
  const { data } = await api.get(sagaQuery(purchaseId), SagaPage);
  return data[0];
}

export const isFinal = ({ state }: Pick<SagaSummary, 'state'>): boolean =>
  state === 'completed' || state === 'compensated';

/** @returns the purchases whose sagas are not over, and what they wait for, as sentences */
export async function whatWaits(shop: Shop): Promise<string> {
  const open = shop.log.purchases.filter(({ operation }) => operation && !hasEnded(operation));
  const lines = await Promise.all(
    open.map(async ({ operation, planned }) => {
      const saga = await sagaOf(shop, operation?.key ?? '');
      if (saga && isFinal(saga)) return [];
      const why = saga?.waiting.map(({ text }) => text).join('; ');
      return [`  ${operation?.key} (${planned.kind.name}) is ${saga?.state ?? 'without a saga'}: ${why}`];
    }),
  );
  return [`${lines.flat().length} sagas are not over:`, ...lines.flat()].join('\n');
}
