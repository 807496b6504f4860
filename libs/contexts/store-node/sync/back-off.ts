import type { Chance } from '#kernel';

const FIRST_MS = 250;
const MAX_MS = 30_000;

/** How long to wait before the line is tried again: longer each time, and never all stores at once. */
export class BackOff {
  private failures = 0;

  constructor(private readonly chance: Chance) {}

  succeeded(): void {
    this.failures = 0;
  }

  failedMs(): number {
    const longest = Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(this.failures, 20));
    this.failures += 1;
    return Math.ceil(longest * (0.5 + this.chance.fraction() / 2));
  }
}
