/** What one side answers, in words that both sides can give. */
export type Outcome = { readonly gave: unknown } | { readonly threw: string; readonly because: string };

export async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
  try {
    return { gave: await work };
  } catch (error) {
    return { threw: error instanceof Error ? error.name : 'something', because: String(error) };
  }
}

export const textOf = (outcome: Outcome): string =>
  'threw' in outcome ? `threw ${outcome.threw} (${outcome.because})` : `gave ${JSON.stringify(outcome.gave)}`;

/** Each side explains its failures in its own words. */
export function areEqual(a: Outcome, b: Outcome): boolean {
  if ('threw' in a) return 'threw' in b && a.threw === b.threw;
  return 'gave' in b && JSON.stringify(a.gave) === JSON.stringify(b.gave);
}

/** Both sides were asked the same, and answered differently. */
export class Disagreement extends Error {
  override readonly name = 'Disagreement';
}
