import { Remembered } from '#kernel';
import type { ConflictFound, ConflictKind } from '../../contracts/index.js';
import type { ToldFact } from './told-fact.js';

export type Conflict = Omit<ConflictFound['data'], 'cardId'>;

export interface Conflicts {
  readonly all: Remembered<Conflict>;
  /** Those that no event has told yet. */
  readonly untold: readonly Conflict[];
}

export const noConflicts: Conflicts = { all: Remembered.nothing(), untold: [] };

interface Found {
  /** What it is about, such as the id of an allowance: there is one conflict of a kind about it. */
  readonly subject: string;
  readonly minor: number;
  readonly detail: string;
}

/** Notes a conflict, unless it is known. */
export function withConflict(
  conflicts: Conflicts,
  kind: ConflictKind,
  { id, storeId, seq }: ToldFact,
  { subject, minor, detail }: Found,
): Conflicts {
  const conflictId = `${kind}:${subject}`;
  if (conflicts.all.get(conflictId)) return conflicts;
  const conflict = { conflictId, kind, minor, facts: [{ id, storeId, seq }], detail };
  return { all: conflicts.all.with(conflictId, conflict), untold: [...conflicts.untold, conflict] };
}

/** From here on it was told. */
export function conflictTold({ all, untold }: Conflicts, conflict: Conflict): Conflicts {
  return {
    all: all.with(conflict.conflictId, conflict),
    untold: untold.filter(({ conflictId }) => conflictId !== conflict.conflictId),
  };
}
