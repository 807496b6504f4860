/** Something that one transaction has until it ends. */
export interface Held {
  /** @param kept whether the transaction has committed */
  release(kept: boolean): void;
}

/** A transaction, as those see it who wait for what it holds. */
export interface Holder {
  /** Whom it waits for itself. */
  readonly waitsFor: Holder | undefined;
  /** Calls back once, when it has ended and holds nothing any more. */
  whenOver(goOn: () => void): void;
  /** Keeps what it writes or locks until it ends; from then on it is a writer. */
  hold(held: Held): void;
  /** Keeps a lock that is on no row until it ends. */
  holdLock(held: Held): void;
}

/** Runs without a break until it yields the transaction that it has to wait for. */
export type Statement<T> = Generator<Holder, T, void>;
