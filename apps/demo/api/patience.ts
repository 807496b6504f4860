/** Answers that say "later": the same request may succeed when it is sent again. */
const TRANSIENT_STATUS: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export const isTransient = (status: number): boolean => TRANSIENT_STATUS.has(status);

const PAUSE_MS = { first: 50, max: 2_000 };

/**
 * How long to pause before a request is sent again, in milliseconds.
 * @param attempt 1 after the first failure
 * @param retryAfter the header, in seconds, when the server has said how long
 * @param chance from 0 to 1, so that many callers do not come back in step
 */
export function pauseMsBefore(attempt: number, retryAfter: string | null, chance: number): number {
  const ceiling = Math.min(PAUSE_MS.max, PAUSE_MS.first * 2 ** Math.min(attempt, 10));
  const asked = retryAfter === null ? 0 : Number(retryAfter) * 1_000;
  const wanted = Number.isFinite(asked) ? Math.min(asked, PAUSE_MS.max) : 0;
  return Math.ceil(wanted + (ceiling / 2) * (1 + chance));
}

/** Why no answer came, in a word: `ECONNREFUSED`, `TimeoutError`. */
export function lineTrouble(error: unknown): string {
  const said = [
    fieldOf(fieldOf(error, 'cause'), 'code'),
    ...(fieldOf(error, 'name') === 'TypeError' ? [fieldOf(error, 'message')] : []),
    fieldOf(error, 'name'),
  ];
  return said.find((each) => typeof each === 'string') ?? String(error);
}

const fieldOf = (value: unknown, field: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;

/** Counts by name, the most frequent first. */
export class Tally {
  private readonly counts = new Map<string, number>();

  add(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  entries(): readonly (readonly [string, number])[] {
    return [...this.counts].toSorted(([, one], [, other]) => other - one);
  }
}
