import type { Database, Transaction } from '#kernel';

/** A transaction that stays open until its test ends it. */
export interface OpenTransaction {
  readonly tx: Transaction;
  commit(): Promise<void>;
  /** Ends it without effect; an ended one stays as it is. */
  rollBack(): Promise<void>;
}

class RolledBack extends Error {
  override readonly name = 'RolledBack';
}

/** Resolves when the transaction is open. */
export function openTransaction(database: Database): Promise<OpenTransaction> {
  return new Promise((opened, failed) => {
    const outcome = database.transaction(
      (tx) =>
        new Promise<void>((commit, rollBack) => {
          opened({
            tx,
            commit: () => {
              commit();
              return outcome;
            },
            rollBack: () => {
              rollBack(new RolledBack('as the test wishes'));
              return outcome.catch(unlessRolledBack);
            },
          });
        }),
    );
    outcome.catch(failed);
  });
}

function unlessRolledBack(error: unknown): void {
  if (!(error instanceof RolledBack)) throw error;
}
