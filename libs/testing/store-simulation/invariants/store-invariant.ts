import type { GiftCard } from '#contexts/gift-cards';
import type { CardView, KnownCard } from '#contexts/store-node';
import type { Told } from '../god/god.js';
import type { Promised } from '../people/promises.js';
import type { StoreMachine } from '../world/store-machine.js';
import type { StoreWorld } from '../world/store-world.js';

/** What is new since the last look. */
export interface Step {
  readonly world: StoreWorld;
  readonly fresh: readonly Told[];
  /** Cards of which something has changed. */
  readonly touched: ReadonlySet<string>;
  readonly promised: readonly Promised[];
  /** Cards just after an allowance was granted. */
  readonly granted: readonly { readonly cardId: string; readonly card: GiftCard }[];
}

/** What a store knows of its cards when everything has come to rest. */
export interface Knowledge {
  readonly machine: StoreMachine;
  readonly cards: readonly { readonly known: KnownCard; readonly view: CardView | undefined }[];
}

/** A world when its lines are up, its queues empty, and nobody asks any more. */
export interface Rest {
  readonly world: StoreWorld;
  readonly knowledge: readonly Knowledge[];
}

/** Something that always holds; the number is that of the reference. `look` says each thing that breaks it. */
export interface StoreInvariant {
  readonly number: `I${number}`;
  readonly sentence: string;
  /** After each step of the world. */
  always?(step: Step): string[];
  /** When everything has come to rest. */
  atRest?(rest: Rest): string[];
}
