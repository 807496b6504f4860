/** The node's own clock: for waiting and measuring. Decisions get their time from the database. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}
