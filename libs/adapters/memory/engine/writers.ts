/**
 * Transactions that have written, numbered in the order of their first writes. What is read in the order of these numbers
 * is read below the horizon only: no row can appear there any more.
 */
export class Writers {
  private readonly running = new Set<number>();
  private readonly followers: ((horizon: number) => void)[] = [];
  private last = 0;

  admit(): number {
    this.last += 1;
    this.running.add(this.last);
    return this.last;
  }

  leave(writer: number): void {
    this.running.delete(writer);
    const { value: oldest = this.last + 1 } = this.running.values().next();
    for (const follow of this.followers) follow(oldest);
  }

  /** @param follow is told, whenever a writer ends, below which number no writer is under way */
  onHorizon(follow: (horizon: number) => void): void {
    this.followers.push(follow);
  }
}
