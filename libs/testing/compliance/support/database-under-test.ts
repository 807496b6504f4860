import type { Database } from '#kernel';

/** A database with nothing in it, which no other test uses. */
export interface EmptyDatabase {
  readonly database: Database;
  /** Opens the same storage once more, as another process would; the suite closes it. */
  another?(): Promise<Database>;
  /** Closes the database and gives back what it took. */
  close(): Promise<void>;
}

/** An empty database on storage that several processes open. */
export interface SharedEmptyDatabase extends EmptyDatabase {
  another(): Promise<Database>;
}

/**
 * An implementation of the ports, as the compliance suites meet it.
 * `concurrentTransactions: false` says that a transaction waits until the one before it is over; what is promised
 * about transactions side by side is then tried one after another.
 */
export type DatabaseUnderTest =
  | {
      /** What the tests call it, for instance `PostgreSQL`. */
      readonly name: string;
      readonly concurrentTransactions: true;
      readonly open: () => Promise<SharedEmptyDatabase>;
    }
  | {
      readonly name: string;
      readonly concurrentTransactions: false;
      readonly open: () => Promise<EmptyDatabase>;
    };
