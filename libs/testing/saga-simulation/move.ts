import type { Violation } from './violation.js';
import type { World } from './world.js';

/** The world after a move, and what to tell of it. */
export interface Moved {
  readonly world: World;
  /** What the saga broke by it. */
  readonly violation?: Violation | undefined;
  told(): string;
}

/** One thing that can happen next. */
export interface Move {
  /** Names it among the moves of its world, and its like in similar worlds. */
  readonly label: string;
  /** Whether it would not happen on a calm day. */
  readonly disturbs: boolean;
  make(): Moved;
}

export const calm = (label: string, make: Move['make']): Move => ({ label, disturbs: false, make });
export const disturbing = (label: string, make: Move['make']): Move => ({ label, disturbs: true, make });
