import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { atRest } from '../checker/quiescence.js';
import { type Baseline, gather, measure } from '../checker/gather.js';
import { type Finding, judge } from '../checker/invariants.js';
import { Dice } from '../../../apps/demo/plan/dice.js';
import type { Fault } from '../faults/fault.js';
import { Counter } from '../workload/counter.js';
import { USUAL_PAYMENTS } from '../workload/orders.js';
import { Trade } from '../workload/trade.js';
import { World, type WorldKind } from '../world/world.js';
import { type Figures, figuresOf } from './figures.js';

export interface RoundPlan {
  readonly kind: WorldKind;
  readonly seed: number;
  /** Strikes of each fault, one fault after another. */
  readonly strikes: readonly { readonly fault: Fault; readonly count: number }[];
  /** Where what it leaves behind is kept. */
  readonly folder: string;
  say(what: string): void;
}

export interface RoundResult {
  readonly seconds: number;
  /** By fault: what was struck, and how often. */
  readonly struck: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly figures: Figures;
  readonly findings: readonly Finding[];
  /** Why clients had to ask again. */
  readonly troubles: Readonly<Record<string, number>>;
}

const WARM_UP_MS = 3_000;
/** A fault that finds nothing to strike so often in a row will not find it any more. */
const MISSES_MAX = 25;

/** One world: opened, traded in, struck, left alone until it is at rest, and judged. */
export async function playRound(plan: RoundPlan): Promise<RoundResult> {
  const startedAt = performance.now();
  const world = await World.open({
    kind: plan.kind,
    folder: plan.folder,
    smallDisks: plan.strikes.some(({ fault }) => fault.smallDisks),
    poweredDisk: plan.strikes.some(({ fault }) => fault.poweredDisk),
    environment: Object.assign({}, ...plan.strikes.map(({ fault }) => fault.environment)),
    skewableClocks: plan.strikes.some(({ fault }) => fault.skewableClocks),
  });
  try {
    const payments = plan.strikes.find(({ fault }) => fault.payments)?.fault.payments ?? USUAL_PAYMENTS;
    const trade = await Trade.begin(world, { seed: plan.seed, payments });
    await pause(WARM_UP_MS);
    const before = await measure(world);
    const struck: Record<string, Record<string, number>> = {};
    const dice = new Dice(plan.seed + 1);
    for (const { fault, count } of plan.strikes) {
      struck[fault.id] = (await strikeAll(world, fault, count, dice, plan.say)).all();
      world.heal();
    }
    const gaveUp = await trade.end();
    plan.say('no more wishes; waiting for rest');
    return {
      struck,
      ...(await judged(world, trade, before, gaveUp)),
      troubles: trade.troubles.all(),
      seconds: Math.round((performance.now() - startedAt) / 1_000),
    };
  } finally {
    await world.close();
  }
}

async function strikeAll(
  world: World,
  fault: Fault,
  count: number,
  dice: Dice,
  say: (what: string) => void,
): Promise<Counter> {
  const kinds = new Counter();
  let [done, misses] = [0, 0];
  const lane = async (): Promise<void> => {
    while (done < count && misses < MISSES_MAX) {
      const struck = await fault.strike(world, dice);
      misses = struck.length === 0 ? misses + 1 : 0;
      for (const each of struck) kinds.add(each);
      const before = done;
      done += struck.length;
      if (Math.floor(done / 20) > Math.floor(before / 20)) say(`${fault.id}: ${done} of ${count}`);
    }
  };
  await Promise.all(Array.from({ length: fault.lanes ?? 1 }, lane));
  if (done < count) throw new Error(`${fault.id} found nothing to strike ${misses} times in a row`);
  return kinds;
}

async function judged(
  world: World,
  trade: Trade,
  before: Baseline,
  gaveUp: readonly unknown[],
): Promise<Pick<RoundResult, 'figures' | 'findings'>> {
  const unrest = await atRest(world).then(
    () => [],
    (error: unknown) => [{ invariant: 'rest', what: String(error) }],
  );
  const evidence = await gather(world, { journal: trade.journal.path, before });
  const findings = [
    ...unrest,
    ...gaveUp.map((error) => ({ invariant: 'I1', what: String(error) })),
    ...world.broken.map((what) => ({ invariant: 'P', what })),
    ...judge(evidence),
  ];
  if (findings.length > 0) {
    await writeFile(join(world.folder, 'findings.json'), JSON.stringify(findings, undefined, 2));
    await writeFile(
      join(world.folder, 'evidence.json'),
      JSON.stringify({ ...evidence, readModels: undefined, output: undefined }, undefined, 1),
    );
  }
  return { figures: figuresOf(evidence, findings), findings };
}
