import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault } from '../faults/fault.js';
import { runCampaign } from './campaign.js';
import { readOptions } from './options.js';
import { Progress } from './progress.js';
import { reportOf } from './report.js';
import type { RoundPlan, RoundResult } from './round.js';

const power: Fault = {
  id: 'N0',
  name: 'power cut',
  worlds: ['postgres', 'rabbit'],
  leastCount: 25,
  perRound: 10,
  strike: async () => ['cut'],
};

const FIGURES = { acknowledged: 7, lost: 0, doubled: 0, orphaned: 0, events: 20, broken: 0 };

describe('A campaign of faults', () => {
  let folder: string;
  let played: RoundPlan[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-campaign-'));
    played = [];
  });

  afterEach(() => rm(folder, { recursive: true }));

  const countsOf = (): number[] => played.map(({ strikes }) => strikes[0]?.count ?? 0);

  async function run(args: readonly string[], result: Partial<RoundResult> = {}) {
    const options = readOptions([...args, '--folder', folder]);
    const progress = await Progress.open(join(folder, 'progress.jsonl'), options);
    const play = async (plan: RoundPlan): Promise<RoundResult> => {
      played.push(plan);
      const struck = { N0: { cut: plan.strikes[0]?.count ?? 0 } };
      return { seconds: 60, struck, figures: FIGURES, findings: [], troubles: {}, ...result };
    };
    const kept = await runCampaign([power], progress, { ...options, play, say: () => undefined });
    return { kept, progress };
  }

  it('strikes as often as the table says, in rounds, in each kind of world in turn', async () => {
    const { kept } = await run([]);
    expect(kept).toBe(true);
    expect(countsOf()).toEqual([10, 10, 5]);
    expect(played.map(({ kind, seed }) => [kind, seed])).toEqual([
      ['postgres', 1],
      ['rabbit', 2],
      ['postgres', 3],
    ]);
  });

  it('goes on where another run stopped, and the figures add up', async () => {
    await run(['--strikes', '8']);
    const { progress } = await run([]);
    expect(countsOf()).toEqual([8, 10, 7]);
    expect(reportOf([power], progress)).toContain(
      '| N0 power cut | 25 (25) | 3 | 3.0 | 21 | 0 | 0 | 0 | 0 |',
    );
  });

  it('starts anew when it is told to', async () => {
    await run(['--strikes', '8']);
    const { progress } = await run(['--strikes', '2', '--fresh']);
    expect(progress.struck('N0')).toBe(2);
  });

  it('counts a round with broken promises, says what they are, and fails', async () => {
    const findings = [{ invariant: 'I1', what: 'load x: was accepted, and is lost' }];
    const { kept, progress } = await run(['--strikes', '3'], { findings });
    expect(kept).toBe(false);
    expect(progress.struck('N0')).toBe(3);
    expect(reportOf([power], progress)).toContain('- N0, seed 1: I1: load x: was accepted, and is lost');
  });

  it('counts nothing of a round that came to no end, and leaves the fault after the second one', async () => {
    const { kept, progress } = await run([], {
      get struck(): never {
        throw new Error('The broker is gone');
      },
    });
    expect(kept).toBe(false);
    expect(progress.struck('N0')).toBe(0);
    expect(reportOf([power], progress)).toContain('0 (+2 failed)');
  });
});
