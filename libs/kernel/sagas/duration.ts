/** A length of time as people write it: `250ms`, `30s`, `15m`, `2h`, `7d`. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

const MS_PER_UNIT = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const isUnit = (unit: string | undefined): unit is keyof typeof MS_PER_UNIT =>
  unit !== undefined && unit in MS_PER_UNIT;

/** @returns whole milliseconds. @throws Error when the text is not a positive duration. */
export function milliseconds(duration: Duration): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration) ?? [];
  if (!(Number(amount) > 0) || !isUnit(unit)) throw new Error(`"${duration}" is not a duration such as 30s`);
  return Math.round(Number(amount) * MS_PER_UNIT[unit]);
}
