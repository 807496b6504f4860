import type { Dice } from '../../../apps/demo/plan/dice.js';
import type { PaymentMix } from '../workload/orders.js';
import type { World, WorldKind } from '../world/world.js';

/** Something that goes wrong in the real world, done on purpose. */
export interface Fault {
  /** As docs/reliability.md numbers them: `N1`. */
  readonly id: string;
  readonly name: string;
  /** Where it strikes, in turn. */
  readonly worlds: readonly WorldKind[];
  /** How often it strikes in a full run, at the least. */
  readonly leastCount: number;
  /** How often it strikes one world, before that is looked at. */
  readonly perRound: number;
  /** How many strike at a time; one by default. */
  readonly lanes?: number;
  /** How credit cards behave meanwhile. */
  readonly payments?: PaymentMix;
  /** For all hub processes of its worlds. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether the database is on disks that can be filled. */
  readonly smallDisks?: true;
  /** Whether the power of the database's disk can be cut. */
  readonly poweredDisk?: true;
  /** Whether the clocks of hub processes can be set. */
  readonly skewableClocks?: true;
  /**
   * Strikes while trade goes on, and leaves the world whole again.
   * @returns what was struck and how, in few words: one for each strike
   */
  strike(world: World, dice: Dice): Promise<readonly string[]>;
}
