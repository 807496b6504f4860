import type { Finding } from '../simulation/invariants/evidence.js';
import type { TraceLine } from '../simulation/world/trace.js';
import { lookAtRest, lookAtStep } from './invariants/all-store-invariants.js';
import { exposureOf } from './invariants/money.js';
import type { StoreScenario } from './scenario/happening.js';
import { doDeed } from './people/hub-staff.js';
import { found } from './world/founding.js';
import { strike } from './world/misfortune.js';
import { StoreWorld } from './world/store-world.js';

/** How near a world came to its bounds, in minor units. */
export interface Exposure {
  /** The most that a card was below zero. */
  readonly worstOverdraftMinor: number;
  /** What the worst card could have been below zero at most. */
  readonly itsBoundMinor: number;
  /** What was taken of all risk budgets together and not given back, and how much those were. */
  readonly riskTakenMinor: number;
  readonly riskGrantedMinor: number;
  /** Cards that were below zero though nothing was taken without an allowance, reclaimed, copied or stolen. */
  readonly unexplainedOverdrafts: number;
}

export interface StoreOutcome {
  readonly scenario: StoreScenario;
  readonly findings: readonly Finding[];
  readonly story: readonly TraceLine[];
  readonly traceHash: string;
  readonly encounters: Readonly<Record<string, number>>;
  readonly steps: number;
  readonly exposure: Exposure;
}

const FINDINGS_MAX = 20;

/** Lets a world of stores run until it comes to rest, and looks all the time for what is broken in it. */
export async function playStores(scenario: StoreScenario): Promise<StoreOutcome> {
  const findings: Finding[] = [];
  const world = new StoreWorld(scenario, {
    found,
    doDeed,
    strike,
    look: (each) => {
      if (findings.length < FINDINGS_MAX) findings.push(...lookAtStep(each));
    },
  });
  await world.run();
  const exposure = bounds(world);
  findings.push(...world.god.findings, ...(await lookAtRest(world)));
  return {
    scenario,
    findings: unique(findings),
    story: world.trace.lines,
    traceHash: world.trace.hash,
    encounters: world.encounters.all,
    steps: world.steps,
    exposure,
  };
}

const unique = (findings: readonly Finding[]): Finding[] => [
  ...new Map(findings.map((each) => [`${each.invariant}: ${each.what}`, each])).values(),
];

function bounds(world: StoreWorld): Exposure {
  const { god, founded } = world;
  const accounts = [...god.accounts.values()];
  const boundOf = (at: number) => {
    const account = accounts[at];
    if (!account) return 0;
    const { mostExposedMinor, optimisticMinor, reclaimedMinor, breachMinor } = account;
    return mostExposedMinor + optimisticMinor + reclaimedMinor + breachMinor;
  };
  let worst = 0;
  for (const [at, { lowestMinor }] of accounts.entries())
    if (lowestMinor < (accounts[worst]?.lowestMinor ?? 0)) worst = at;
  const sum = (all: Iterable<number>) => [...all].reduce((total, minor) => total + minor, 0);
  const honest = [...founded.riskMinor.keys()].filter((storeId) => !god.breachedSince.has(storeId));
  return {
    worstOverdraftMinor: -(accounts[worst]?.lowestMinor ?? 0),
    itsBoundMinor: boundOf(worst),
    riskTakenMinor: sum(honest.map((storeId) => exposureOf(world, storeId))),
    riskGrantedMinor: sum(founded.riskMinor.values()),
    unexplainedOverdrafts: accounts.filter(({ lowestMinor }, at) => lowestMinor < 0 && boundOf(at) === 0)
      .length,
  };
}
