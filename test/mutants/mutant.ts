/** Text of one source file that is replaced; it must be there exactly once. */
export interface Edit {
  /** From the project's root. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** What is to turn red. */
export type Catcher =
  /** The simulator, at one of so many seeds. */
  | { readonly kind: 'simulation'; readonly seedsMax: number }
  /** The simulator of stores, at one of so many seeds. */
  | { readonly kind: 'store-simulation'; readonly seedsMax: number }
  /** Random scripts that the in-memory and the real adapters must agree on. */
  | { readonly kind: 'conformance'; readonly scriptsMax: number }
  /** Specs on real PostgreSQL and RabbitMQ. */
  | { readonly kind: 'specs'; readonly paths: readonly string[] }
  /** The checker, after real faults. */
  | { readonly kind: 'faults'; readonly fault: string; readonly strikesMax: number }
  /** The checker of stores, after real strikes on them. */
  | { readonly kind: 'store-faults'; readonly strikesMax: number };

/** A bug that others have shipped, planted here to see that it does not stay unnoticed. */
export interface Mutant {
  /** The bug in a few words. */
  readonly name: string;
  readonly edits: readonly Edit[];
  readonly caughtBy: Catcher;
}
