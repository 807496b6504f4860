/** The node's own clock: for waiting and measuring. Decisions get their time from the database. */
export interface Clock {
  /** Milliseconds since 1970; jumps when somebody sets the clock. */
  now(): number;
  /** Milliseconds since some moment in the past, always the same one: for measuring, as it never jumps. */
  elapsed(): number;
  /** Calls back once after so many milliseconds, unless it is called off before. @returns how to call it off */
  after(ms: number, then: () => void): () => void;
}
