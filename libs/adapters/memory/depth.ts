interface Waiting {
  readonly deliveredAt: number;
}

/** How many wait, and for how long the oldest has. */
export function depthOf(waiting: readonly Waiting[], now: number): { waiting: number; oldestMs: number } {
  const oldest = waiting.reduce((since, { deliveredAt }) => Math.min(since, deliveredAt), now);
  return { waiting: waiting.length, oldestMs: now - oldest };
}
