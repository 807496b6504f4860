import type { AllowancesReclaimed, StoreFactsRecorded } from '../contracts/index.js';
import type { CardEvent } from './card-events.js';

/** Something that happened to a card, for people. */
export interface CardActivity {
  /** Type of the event without its context, such as `card-loaded`, or of what a store has said, such as `redeemed-at-store`. */
  readonly what: string;
  /** ISO 8601 in UTC: when the hub knew of it. */
  readonly at: string;
  /** In minor units of the card's currency. */
  readonly amountMinor?: number;
  /** Id of the load, redemption, hold, allowance, conflict or overdraft, or of the fact of a store. */
  readonly reference?: string;
  readonly detail?: string;
}

type Told = Partial<Omit<CardActivity, 'at'>>;

/** How an event is told, the newest first: by the name of the event, unless another is said. */
export const activitiesOf = (event: CardEvent, at: string): readonly CardActivity[] =>
  told(event).map((activity) => ({ what: withoutContext(event.type), at, ...activity }));

function told(event: CardEvent): readonly Told[] {
  switch (event.type) {
    case 'gift-cards.card-issued':
    case 'gift-cards.card-activated':
    case 'gift-cards.card-unblocked':
      return [{}];
    case 'gift-cards.card-blocked':
      return [{ detail: event.data.reason }];
    case 'gift-cards.hold-annulled':
      return [{ reference: event.data.holdId }];
    case 'gift-cards.card-loaded':
      return [{ amountMinor: event.data.amount.minor, reference: event.data.loadId }];
    case 'gift-cards.card-redeemed':
      return [{ amountMinor: event.data.amount.minor, reference: event.data.redemptionId }];
    case 'gift-cards.hold-placed':
    case 'gift-cards.hold-captured':
    case 'gift-cards.hold-released':
      return [{ amountMinor: event.data.amount.minor, reference: event.data.holdId }];
    case 'gift-cards.allowance-granted': {
      const { minor, allowanceId, storeId } = event.data;
      return [{ amountMinor: minor, reference: allowanceId, detail: `for store ${storeId}` }];
    }
    case 'gift-cards.allowances-recalled':
      return [{ detail: recalled(event.data.allowanceIds.length) }];
    case 'gift-cards.allowances-reclaimed':
      return [reclaimed(event)];
    case 'gift-cards.store-facts-recorded':
      return recorded(event);
    case 'gift-cards.policy-assigned':
      return [{ detail: event.data.policy.mode }];
    case 'gift-cards.conflict-found': {
      const { minor, conflictId, detail } = event.data;
      return [{ ...(minor > 0 && { amountMinor: minor }), reference: conflictId, detail }];
    }
    case 'gift-cards.overdraft-suspected':
      return [{ amountMinor: event.data.minor, reference: event.data.caseId }];
    case 'gift-cards.overdraft-confirmed':
      return [{ amountMinor: event.data.minor, reference: event.data.caseId, detail: event.data.cause }];
    case 'gift-cards.overdraft-cured':
      return [{ reference: event.data.caseId }];
    case 'gift-cards.overdraft-settled':
      return [{ amountMinor: event.data.minor, reference: event.data.caseId, detail: event.data.how }];
  }
}

const recalled = (count: number): string => `of ${count} ${count === 1 ? 'allowance' : 'allowances'}`;

function reclaimed({ data: { storeId, allowances } }: AllowancesReclaimed): Told {
  const amountMinor = allowances.reduce((sum, { minor }) => sum + minor, 0);
  return { amountMinor, detail: `from store ${storeId}` };
}

const recorded = ({ data: { storeId, facts } }: StoreFactsRecorded): readonly Told[] =>
  facts.toReversed().map(({ id, says: { type, body } }) => ({
    what: withoutContext(type),
    ...(typeof body['minor'] === 'number' && { amountMinor: body['minor'] }),
    reference: id,
    detail: `at store ${storeId}`,
  }));

const withoutContext = (type: string): string => type.replace('gift-cards.', '');
