import { type Draw, DRAWS_MAX } from './statements.js';

/** Value that can be drawn on now, in minor units. */
export interface Drawable {
  readonly allowanceId: string;
  readonly leftMinor: number;
}

/** What covers an amount: parts of allowances, and a rest that none covers. */
export interface Backing {
  readonly draws: readonly Draw[];
  readonly unbackedMinor: number;
}

/** Covers an amount by allowances, in their order. The one way to take value from a card, at stores and at the hub. */
export function backing(minor: number, allowances: readonly Drawable[]): Backing {
  const draws: Draw[] = [];
  let unbackedMinor = minor;
  for (const { allowanceId, leftMinor } of allowances) {
    const part = Math.min(unbackedMinor, leftMinor);
    if (part <= 0 || draws.length === DRAWS_MAX) continue;
    draws.push({ allowanceId, minor: part });
    unbackedMinor -= part;
  }
  return { draws, unbackedMinor };
}

export const minorOf = ({ draws, unbackedMinor }: Backing): number =>
  draws.reduce((sum, { minor }) => sum + minor, unbackedMinor);

/** Where a part of an amount goes back to. */
export interface GivenBack {
  readonly back: readonly Draw[];
  readonly unbackedBackMinor: number;
}

/** Gives back first what nothing has covered, then to the allowances, the last one first. */
export function giveBack(minor: number, { draws, unbackedMinor }: Backing): GivenBack {
  const unbackedBackMinor = Math.min(minor, unbackedMinor);
  const lastFirst = draws
    .toReversed()
    .map((draw) => ({ allowanceId: draw.allowanceId, leftMinor: draw.minor }));
  return { back: backing(minor - unbackedBackMinor, lastFirst).draws, unbackedBackMinor };
}

/** What still covers an amount of which a part went back. */
export function lessGivenBack(
  { draws, unbackedMinor }: Backing,
  { back, unbackedBackMinor }: GivenBack,
): Backing {
  const backOf = new Map(back.map(({ allowanceId, minor }) => [allowanceId, minor]));
  const left = draws.map(({ allowanceId, minor }) => ({
    allowanceId,
    minor: minor - (backOf.get(allowanceId) ?? 0),
  }));
  return {
    draws: left.filter(({ minor }) => minor > 0),
    unbackedMinor: unbackedMinor - unbackedBackMinor,
  };
}
