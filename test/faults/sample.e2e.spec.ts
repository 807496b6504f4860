import { describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playRound } from './campaign/round.js';
import { possibleFaults } from './faults/faults.js';
import type { WorldKind } from './world/world.js';

/** More than any of these rounds takes on a machine that does something else, too. */
const ROUND_MS_MAX = 600_000;

const SAMPLES: readonly (readonly [kind: WorldKind, strikes: Readonly<Record<string, number>>])[] = [
  [
    'postgres',
    { N1: 3, N3: 4, N10a: 2, N10b: 6, N11a: 4, N11b: 4, N12: 5, N14: 2, N16: 1, N18: 6, N24: 2, N28: 3 },
  ],
  ['rabbit', { N1: 3, N2: 1, N10c: 1, N11a: 3, N11b: 3 }],
];

describe('A whole installation in the middle of trade', () => {
  it.each(SAMPLES)(
    'loses nothing and doubles nothing on %s, whatever strikes it',
    async (kind, counts) => {
      const folder = await mkdtemp(join(tmpdir(), 'countersign-faults-'));
      const possible = await possibleFaults();
      const strikes = possible.flatMap((fault) => {
        const count = counts[fault.id];
        return count === undefined ? [] : [{ fault, count }];
      });
      const { findings, figures } = await playRound({
        kind,
        seed: 1,
        strikes,
        folder,
        say: () => undefined,
      });
      expect(findings).toEqual([]);
      expect(figures.acknowledged).toBeGreaterThan(0);
      await rm(folder, { recursive: true });
    },
    ROUND_MS_MAX,
  );
});
