import type { MessageOf } from '#kernel';
import {
  AllowanceGranted,
  AllowancesRecalled,
  AllowancesReclaimed,
  CardUnblocked,
  ConflictFound,
  OverdraftConfirmed,
  OverdraftCured,
  OverdraftSettled,
  OverdraftSuspected,
  PolicyAssigned,
  StoreFactsRecorded,
} from '../contracts/index.js';
import type { CardEffect, CardWorth } from './card-effect.js';

export const storeEvents = [
  AllowanceGranted,
  AllowancesRecalled,
  AllowancesReclaimed,
  StoreFactsRecorded,
  ConflictFound,
  OverdraftSuspected,
  OverdraftConfirmed,
  OverdraftCured,
  OverdraftSettled,
  CardUnblocked,
  PolicyAssigned,
] as const;
export type StoreEvent = MessageOf<(typeof storeEvents)[number]>;

/** What stores do with a card, and what the hub does because of them. */
export function storeEffectOf(worth: CardWorth, event: StoreEvent): CardEffect {
  switch (event.type) {
    case 'gift-cards.allowance-granted': {
      const { minor, allowanceId, storeId } = event.data;
      const activity = { amountMinor: minor, reference: allowanceId, detail: `for store ${storeId}` };
      return { ...worth, setAsideMinor: worth.setAsideMinor + minor, activities: [activity] };
    }
    case 'gift-cards.allowances-recalled':
      return { ...worth, activities: [{ detail: recalled(event.data.allowanceIds.length) }] };
    case 'gift-cards.allowances-reclaimed':
      return reclaimed(worth, event);
    case 'gift-cards.store-facts-recorded':
      return recorded(worth, event);
    case 'gift-cards.card-unblocked':
      return { ...worth, status: event.data.status, activities: [{}] };
    case 'gift-cards.policy-assigned':
      return { ...worth, activities: [{ detail: event.data.policy.mode }] };
    case 'gift-cards.conflict-found': {
      const { minor, conflictId, detail } = event.data;
      const activity = { ...(minor > 0 && { amountMinor: minor }), reference: conflictId, detail };
      return { ...worth, activities: [activity] };
    }
    default:
      return overdraft(worth, event);
  }
}

const recalled = (count: number): string => `of ${count} ${count === 1 ? 'allowance' : 'allowances'}`;

function reclaimed(worth: CardWorth, { data }: AllowancesReclaimed): CardEffect {
  const amountMinor = data.allowances.reduce((sum, { minor }) => sum + minor, 0);
  const activity = { amountMinor, detail: `from store ${data.storeId}` };
  return { ...worth, setAsideMinor: worth.setAsideMinor - amountMinor, activities: [activity] };
}

function recorded(worth: CardWorth, { data: { storeId, facts, after } }: StoreFactsRecorded): CardEffect {
  const { status, ...sums } = after;
  const activities = facts.toReversed().map(({ id, says: { type, body } }) => ({
    what: type.replace('gift-cards.', ''),
    ...(typeof body['minor'] === 'number' && { amountMinor: body['minor'] }),
    reference: id,
    detail: `at store ${storeId}`,
  }));
  return { ...sums, status: status === 'unissued' ? worth.status : status, activities };
}

type OverdraftEvent = Extract<StoreEvent, { readonly data: { readonly caseId: string } }>;

function overdraft(worth: CardWorth, event: OverdraftEvent): CardEffect {
  const reference = event.data.caseId;
  switch (event.type) {
    case 'gift-cards.overdraft-suspected':
      return { ...worth, activities: [{ amountMinor: event.data.minor, reference }] };
    case 'gift-cards.overdraft-confirmed':
      return {
        ...worth,
        activities: [{ amountMinor: event.data.minor, reference, detail: event.data.cause }],
      };
    case 'gift-cards.overdraft-cured':
      return { ...worth, activities: [{ reference }] };
    case 'gift-cards.overdraft-settled': {
      const { minor, how } = event.data;
      const activity = { amountMinor: minor, reference, detail: how };
      return { ...worth, balanceMinor: worth.balanceMinor + minor, activities: [activity] };
    }
  }
}
