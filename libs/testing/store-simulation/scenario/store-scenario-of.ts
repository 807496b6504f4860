import type { PolicyMode } from '#contracts/gift-cards';
import { Random } from '../../simulation/world/random.js';
import {
  type Configuration,
  CONFIGURATIONS,
  type FollowUp,
  type Happening,
  type HubDeed,
  type StoreScenario,
  type TillWish,
} from './happening.js';
import { type Plan, someCard } from './plan.js';
import { planFaults } from './plan-store-faults.js';

const MODES = ['strict', 'hybrid', 'optimistic', 'online-only'] as const;
const WORLD_MS = 3_600_000;

/** @param configuration left out, each seed has one of its own */
export function storeScenarioOf(seed: number, configuration?: Configuration): StoreScenario {
  const random = new Random(`stores ${seed}`);
  const chosen = configuration ?? CONFIGURATIONS[seed % CONFIGURATIONS.length] ?? 'mixed';
  const stores = random.int(3, 6);
  const cards = random.int(4, 8);
  const modes = Array.from({ length: cards }, () => modeOf(random, chosen));
  const plan = { random, stores, cards, lasts: WORLD_MS };
  const happenings = [...planTills(plan), ...planHub(plan, chosen), ...planFaults(plan)];
  return {
    seed,
    configuration: chosen,
    stores,
    modes,
    lasts: WORLD_MS,
    happenings: happenings.toSorted((a, b) => a.atMs - b.atMs),
  };
}

const modeOf = (random: Random, configuration: Configuration): PolicyMode =>
  configuration === 'mixed' ? random.pick(MODES) : configuration;

function planTills(plan: Plan): Happening[] {
  const { random, stores, lasts } = plan;
  const count = random.int(15, 60);
  return Array.from({ length: count }, (_, number): Happening => {
    const wish = someWish(random);
    return {
      kind: 'till',
      atMs: random.int(0, lasts),
      store: random.int(0, stores - 1),
      card: someCard(plan),
      minor: random.happens(0.1) ? random.int(1, 9_000) : random.int(100, 2_500),
      wish,
      then: followUpOf(random, wish),
      number,
    };
  });
}

function someWish(random: Random): TillWish {
  const kind = random.fraction();
  if (kind < 0.62) return { kind: 'redeem', allowPartial: random.happens(0.5) };
  if (kind < 0.77) return { kind: 'hold', expiresAfterMs: random.pick([60_000, 600_000, 3_000_000]) };
  if (kind < 0.91) return { kind: 'load' };
  if (kind < 0.975) return { kind: 'activate' };
  return { kind: 'block' };
}

function followUpOf(random: Random, { kind }: TillWish): FollowUp {
  if (kind === 'hold')
    return random.pick([
      'capture',
      'capture',
      'capture a part',
      'release',
      'capture and release',
      'nothing',
      'annul after',
      'annul, and ask both again',
      random.happens(0.3) ? 'annul before' : 'nothing',
    ]);
  if (kind !== 'redeem') return random.pick(['nothing', 'repeat']);
  if (random.happens(0.6)) return 'nothing';
  return random.pick([
    'repeat',
    'other amount',
    'annul before',
    'annul meanwhile',
    'annul after',
    'annul, and ask both again',
    'reverse',
    'reverse a part twice',
  ]);
}

function planHub(plan: Plan, configuration: Configuration): Happening[] {
  const { random, lasts, cards } = plan;
  const loads = Array.from({ length: cards }, (_, card): Happening => {
    const deed = { what: 'load', minor: random.int(1_000, 8_000) } as const;
    return { kind: 'hub', atMs: 0, card, deed, number: card };
  });
  const deeds = Array.from({ length: random.int(10, 40) }, (_, at): Happening => {
    const number = cards + at;
    return {
      kind: 'hub',
      atMs: random.int(0, lasts),
      card: someCard(plan),
      deed: someDeed(plan, configuration),
      number,
    };
  });
  return [...loads, ...deeds];
}

function someDeed({ random, stores }: Plan, configuration: Configuration): HubDeed {
  const minor = random.int(100, 4_000);
  const what = random.fraction();
  if (what < 0.55) {
    const leaseMs = random.pick([300_000, 1_200_000, 7_200_000]);
    return { what: 'prefetch', minor, store: random.int(0, stores - 1), leaseMs };
  }
  if (what < 0.63) return { what: 'load', minor };
  if (what < 0.74) return { what: 'redeem', minor };
  if (what < 0.8) return { what: 'hold', minor };
  if (what < 0.86) return { what: 'recall' };
  if (what < 0.875) return { what: 'block' };
  if (what < 0.94) return { what: 'unblock' };
  if (what < 0.97 || configuration !== 'mixed') return { what: 'settle' };
  return { what: 'policy', mode: random.pick(MODES) };
}
