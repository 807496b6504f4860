import { join } from 'node:path';
import type { Fault } from '../faults/fault.js';
import type { WorldKind } from '../world/world.js';
import type { RoundPlan, RoundResult } from './round.js';

/** A few strikes of each kind, in two worlds: what every test run can afford. */
const SAMPLE: readonly (readonly [kind: WorldKind, strikes: Readonly<Record<string, number>>])[] = [
  [
    'postgres',
    {
      N1: 3,
      N3: 4,
      N10a: 2,
      N10b: 6,
      N11a: 4,
      N11b: 4,
      N12: 5,
      N14: 2,
      N15: 4,
      N16: 1,
      N18: 6,
      N23: 2,
      N24: 2,
      N28: 3,
    },
  ],
  // What nobody knows has less patience here, so no build may be replaced.
  [
    'rabbit',
    { N1: 3, N2: 1, N10c: 1, N13: 2, N25: 1, N11a: 3, N11b: 3, N21a: 25, N21b: 21, N21c: 15, N26: 40 },
  ],
];

interface SampleOptions {
  readonly seed: number;
  readonly folder: string;
  play(plan: RoundPlan): Promise<RoundResult>;
  say(what: string): void;
}

/** @returns whether all promises were kept */
export async function playSample(
  possible: readonly Fault[],
  { seed, folder, play, say }: SampleOptions,
): Promise<boolean> {
  let kept = true;
  for (const [kind, counts] of SAMPLE) {
    const strikes = possible.flatMap((fault) => {
      const count = counts[fault.id];
      return count === undefined ? [] : [{ fault, count }];
    });
    const { findings, figures, struck, seconds } = await play({
      kind,
      seed,
      strikes,
      folder: join(folder, `sample-${kind}-${seed}`),
      say,
    });
    say(`${kind}: ${JSON.stringify({ seconds, struck, figures })}`);
    for (const { invariant, what } of findings) say(`${invariant}: ${what}`);
    kept &&= findings.length === 0;
  }
  return kept;
}
