/** A promise was broken in a simulation. */
export class Violation extends Error {
  override readonly name = 'Violation';
  constructor(
    /** What should hold, as a sentence. */
    readonly promise: string,
    /** What was seen instead. */
    readonly seen: string,
  ) {
    super(`${promise}: ${seen}`);
  }
}
