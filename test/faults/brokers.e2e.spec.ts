import { describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playRound } from './campaign/round.js';
import type { Fault } from './faults/fault.js';
import { killBrokers } from './faults/kill-brokers.js';
import { repeatMessages } from './faults/repeat-messages.js';
import { silenceBrokers } from './faults/silence-brokers.js';
import { spoilQueues } from './faults/spoil-queues.js';
import { starveBrokers } from './faults/starve-brokers.js';
import { wipeBrokers } from './faults/wipe-brokers.js';
import type { WorldKind } from './world/world.js';

/** More than any of these rounds takes on a machine that does something else, too. */
const ROUND_MS_MAX = 600_000;

type Strikes = readonly { readonly fault: Fault; readonly count: number }[];

const SAMPLES: readonly (readonly [kind: WorldKind, strikes: Strikes])[] = [
  [
    'rabbit',
    [
      { fault: repeatMessages, count: 10 },
      { fault: spoilQueues, count: 2 },
      { fault: starveBrokers, count: 1 },
      { fault: silenceBrokers, count: 2 },
      { fault: wipeBrokers, count: 1 },
    ],
  ],
  // With this seed it is the leader of a queue.
  ['cluster', [{ fault: killBrokers, count: 1 }]],
];

describe('A whole installation whose broker is struck in the middle of trade', () => {
  it.each(SAMPLES)(
    'loses nothing and doubles nothing on %s',
    async (kind, strikes) => {
      const folder = await mkdtemp(join(tmpdir(), 'countersign-faults-'));
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
