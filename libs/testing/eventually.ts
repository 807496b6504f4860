import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';

export interface Patience {
  readonly withinMs: number;
  /** Between two samples; 20 by default. */
  readonly everyMs?: number;
}

/** What was waited for did not happen in time; the message tells what was seen last. */
export class NotEventually extends Error {
  override readonly name = 'NotEventually';
}

type Seen<Sample> = { readonly sample: Sample } | { readonly error: unknown };

function describe(seen: Seen<unknown> | undefined): string {
  if (seen === undefined) return 'the probe has not answered at all';
  const what = 'sample' in seen ? seen.sample : seen.error;
  return `${'sample' in seen ? 'last saw' : 'the probe last failed with'} ${inspect(what, { depth: 6, breakLength: 100 })}`;
}

/**
 * Samples until a sample satisfies, and returns that one. A probe that fails is tried again: what it asks may
 * not be there yet.
 * @throws NotEventually with what was last seen.
 */
export async function eventually<Sample>(
  probe: () => Promise<Sample> | Sample,
  isSatisfied: (sample: Sample) => boolean,
  { withinMs, everyMs = 20 }: Patience,
): Promise<Sample> {
  const over = new AbortController();
  let seen: Seen<Sample> | undefined;
  const deadline = pause(withinMs, undefined, { signal: over.signal }).then(() => {
    throw new NotEventually(`Not within ${withinMs} ms; ${describe(seen)}`);
  });
  const sampling = async (): Promise<Sample> => {
    for (;;) {
      seen = await sampleOnce(probe);
      if ('sample' in seen && isSatisfied(seen.sample)) return seen.sample;
      await pause(everyMs, undefined, { signal: over.signal });
    }
  };
  try {
    return await Promise.race([sampling(), deadline]);
  } finally {
    over.abort();
  }
}

async function sampleOnce<Sample>(probe: () => Promise<Sample> | Sample): Promise<Seen<Sample>> {
  try {
    return { sample: await probe() };
  } catch (error) {
    return { error };
  }
}
