/**
 * Transactions that have written, numbered in the order of their first writes. What is read in the order of these numbers
 * is read below the horizon only: no row can appear there any more.
 */
export class Writers {
  /** Since when each is under way, milliseconds since 1970. */
  private readonly running = new Map<number, number>();
  private readonly followers: ((horizon: number) => void)[] = [];
  private last = 0;

  admit(since: number): number {
    this.last += 1;
    this.running.set(this.last, since);
    return this.last;
  }

  leave(writer: number): void {
    this.running.delete(writer);
    const { value: oldest = this.last + 1 } = this.running.keys().next();
    for (const follow of this.followers) follow(oldest);
  }

  get underWay(): ReadonlyMap<number, number> {
    return this.running;
  }

  /** @param follow is told, whenever a writer ends, below which number no writer is under way */
  onHorizon(follow: (horizon: number) => void): void {
    this.followers.push(follow);
  }
}
