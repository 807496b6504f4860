export interface Founded {
  /** Ids, by number. */
  readonly cards: readonly string[];
  /** By store. */
  readonly riskMinor: ReadonlyMap<string, number>;
}
