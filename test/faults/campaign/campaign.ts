import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '../faults/fault.js';
import type { WorldKind } from '../world/world.js';
import { NO_FIGURES } from './figures.js';
import type { FaultOptions } from './options.js';
import { type Progress, type RoundRecord, strikesOf } from './progress.js';
import type { RoundPlan, RoundResult } from './round.js';

const FINDINGS_KEPT = 20;
/** A fault whose rounds do not come to an end so often is left for another day. */
const FAILURES_MAX = 2;

export interface CampaignOptions extends FaultOptions {
  /** Plays one round. */
  play(plan: RoundPlan): Promise<RoundResult>;
  say(what: string): void;
}

/** Strikes with every fault as often as it is asked for. @returns whether all promises were kept */
export async function runCampaign(
  faults: readonly Fault[],
  progress: Progress,
  options: CampaignOptions,
): Promise<boolean> {
  let kept = true;
  for (const fault of faults) {
    let left = options.strikes ?? fault.leastCount - progress.struck(fault.id);
    let failures = 0;
    while (left > 0 && failures < FAILURES_MAX) {
      const round = await playOne(fault, Math.min(left, fault.perRound), progress, options);
      await progress.add(round);
      if (round.verdict === 'failed') failures += 1;
      else left -= strikesOf(round);
      if (round.verdict !== 'kept') kept = false;
    }
  }
  return kept;
}

async function playOne(
  fault: Fault,
  count: number,
  progress: Progress,
  { seed: firstSeed, folder, play, say }: CampaignOptions,
): Promise<RoundRecord> {
  const number = progress.roundsOf(fault.id);
  const seed = firstSeed + number;
  const kind = worldOf(fault, seed);
  const roundFolder = join(folder, `${fault.id}-${seed}`);
  const startedAt = performance.now();
  await rm(roundFolder, { recursive: true, force: true });
  say(`${fault.id} ${fault.name}: ${count} strikes, seed ${seed}, ${kind}`);
  const record = { at: new Date().toISOString(), fault: fault.id, world: kind, seed };
  const again = `npm run test:faults -- --only ${fault.id} --seed ${seed} --strikes ${count} --folder ${folder}-again`;
  try {
    const result = await play({
      kind,
      seed,
      strikes: [{ fault, count }],
      folder: roundFolder,
      say: (what) => say(`  ${what}`),
    });
    const { findings, figures, seconds, troubles } = result;
    const verdict = findings.length === 0 ? 'kept' : 'broken';
    say(`${fault.id} seed ${seed}: ${verdict} in ${seconds} s; ${JSON.stringify(figures)}`);
    const told = findings.slice(0, FINDINGS_KEPT).map(({ invariant, what }) => `${invariant}: ${what}`);
    if (verdict === 'broken') say([...told, `Kept in ${roundFolder}; again: ${again}`].join('\n'));
    else await rm(roundFolder, { recursive: true, force: true });
    const struck = result.struck[fault.id] ?? {};
    return { ...record, struck, seconds, verdict, figures, troubles, findings: told };
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say(`${fault.id} seed ${seed} came to no end: ${why}\nKept in ${roundFolder}; again: ${again}`);
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    const nothing = { struck: {}, figures: NO_FIGURES, troubles: {} };
    return { ...record, ...nothing, seconds, verdict: 'failed', findings: [why] };
  }
}

/** Of the seed alone, so that a round can be repeated by it. */
function worldOf({ worlds }: Fault, seed: number): WorldKind {
  return worlds[(seed - 1) % worlds.length] ?? 'postgres';
}
