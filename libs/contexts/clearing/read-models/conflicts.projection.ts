import { ConflictFound } from '#contracts/gift-cards';
import { type DataOf, type MessageOf, projection, type Recorded } from '#kernel';
import { ConflictDealtWith } from '../contracts/index.js';

/** Facts that should not have come together, and what somebody has done about it. */
export interface ConflictRow extends DataOf<typeof ConflictFound> {
  readonly conflictKey: string;
  readonly status: 'open' | 'dealt-with';
  /** Who has dealt with it, and how. */
  readonly dealtWith?: { readonly by: string; readonly why: string };
  /** ISO 8601 in UTC. */
  readonly foundAt: string;
  readonly updatedAt: string;
}

const events = [ConflictFound, ConflictDealtWith] as const;
type ConflictEvent = MessageOf<(typeof events)[number]>;

/** Conflicts by their key: of the card, and what gift cards call the conflict. */
export const conflicts = projection('clearing.conflicts', {
  version: 1,
  events,
  filters: ['status', 'kind', 'cardId'],
  rowKey: keyOf,
  evolve(row: ConflictRow | undefined, { event, at }: Recorded<ConflictEvent>): ConflictRow | undefined {
    if (event.type === 'gift-cards.conflict-found') {
      return { ...event.data, conflictKey: keyOf(event), status: 'open', foundAt: at, updatedAt: at };
    }
    const { by, why } = event.data;
    return row && { ...row, status: 'dealt-with', dealtWith: { by, why }, updatedAt: at };
  },
});

function keyOf({ type, data }: ConflictEvent): string {
  return type === 'gift-cards.conflict-found' ? `${data.cardId}:${data.conflictId}` : data.conflictKey;
}
