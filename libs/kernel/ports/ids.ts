/** Where new identities come from. */
export interface Ids {
  /** A UUIDv7: unique, and later ones sort behind earlier ones. */
  next(): string;
}
