import { accept, alreadyDone, type Decision, decider, refuse, when } from '#kernel';
import { ConflictDealtWith, ConflictWasDealtWith, DealWithConflict } from '../contracts/index.js';

interface DealtConflict {
  readonly dealt: ConflictDealtWith | undefined;
}

const untouched: DealtConflict = { dealt: undefined };

/** Who has dealt with a conflict, and why that was enough. */
export const dealtConflict = decider('clearing.conflict', {
  initial: untouched,
  events: [ConflictDealtWith],
  evolve: (_, dealt: ConflictDealtWith): DealtConflict => ({ dealt }),
  decisions: [when(DealWithConflict, deal)],
});

/** Once: what was said first is kept. */
function deal(
  { dealt }: DealtConflict,
  { data }: DealWithConflict,
): Decision<ConflictDealtWith, ConflictWasDealtWith> {
  if (!dealt) return accept(new ConflictDealtWith(data));
  const { conflictKey, by, why } = dealt.data;
  return by === data.by && why === data.why
    ? alreadyDone(dealt)
    : refuse(new ConflictWasDealtWith({ conflictKey, by }));
}
