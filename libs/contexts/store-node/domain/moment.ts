/** When a store decides, as data. */
export interface Moment {
  /** Milliseconds by a clock that never jumps, and that begins anew with the machine. */
  readonly monotonicMs: number;
  /** For how long the hub has said nothing, in milliseconds: the age of all that the store knows. */
  readonly knowledgeAgeMs: number;
}
