/** How often a run has met what there is to meet. */
export class Encounters<Name extends string> {
  private readonly counts = new Map<Name, number>();

  constructor(private readonly names: readonly Name[]) {}

  met(what: Name): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  add(others: Readonly<Record<string, number>>): void {
    for (const what of this.names) {
      const more = others[what] ?? 0;
      if (more > 0) this.counts.set(what, (this.counts.get(what) ?? 0) + more);
    }
  }

  get unmet(): Name[] {
    return this.names.filter((what) => !this.counts.has(what));
  }

  /** By what was met. */
  get all(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.names.map((what) => [what, this.counts.get(what) ?? 0]));
  }
}
