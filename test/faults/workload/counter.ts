/** Counts by name. */
export class Counter {
  private readonly counts = new Map<string, number>();

  add(name: string, by = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + by);
  }

  of(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  /** The most frequent first. */
  all(): Record<string, number> {
    return Object.fromEntries([...this.counts].toSorted(([, one], [, other]) => other - one));
  }
}
