/** What is kept for a while, and then let go of in small parts. Each call does what one transaction should. */
export interface Retention {
  /** Makes room for what queues will receive in the next weeks, where there is none yet. */
  makeRoom(): Promise<void>;
  /**
   * Lets queues forget which messages they have received, those whose UUIDv7 is older, by whole weeks. From then on such a
   * message becomes a dead letter, `expired`, since nobody can tell whether it was handled. @returns whether there were any
   */
  forgetMessages(olderThanMs: number): Promise<boolean>;
  /** Deletes operations that have ended so long ago, with their idempotency keys. @returns how many */
  deleteOperations(olderThanMs: number, limit: number): Promise<number>;
  /** Deletes the histories of sagas that have ended so long ago. @returns of how many */
  deleteSagaHistories(olderThanMs: number, limit: number): Promise<number>;
  /** Deletes dead letters that were dealt with so long ago. @returns how many */
  deleteDeadLetters(olderThanMs: number, limit: number): Promise<number>;
}
