import type { CrashPoint, Fault } from '../faults/fault.js';
import type { Random } from '../world/random.js';
import { POISONABLE, QUEUES, type Stage } from './plan-faults.js';

/** How long the steps of a purchase wait for an answer. */
const STEP_DEADLINES_MS = [120_000, 120_000, 900_000, 3_600_000];

/** By whom a purchase is asked for what may have to be given back: late, or never, is worst here. */
const ASKED_FIRST = ['gift-cards.place-hold', 'inventory.reserve-inventory', 'payments.authorize-payment'];
/** A purchase that nobody approves ends then. */
const APPROVAL_MS = 2 * 86_400_000;

/** Shortly before the end of a step's patience, at its end, or shortly after. */
const aboutADeadline = (random: Random): number =>
  random.pick(STEP_DEADLINES_MS) +
  random.pick([random.int(-3_000, 0), random.int(0, 3_000), random.int(0, 60_000)]);

/** What makes answers come when nobody waits for them any more, or in the moment in which somebody gives them up. */
export function planTimings(random: Random, stage: Stage): Fault[] {
  if (random.happens(0.35)) return [];
  return Array.from({ length: random.pick([1, 1, 2, 3]) }, () => planTiming(random, stage)).flat();
}

function planTiming(random: Random, { nodes, delivery }: Stage): Fault[] {
  const atMs = random.int(150, 3_500);
  const everybodySleeps = (): Fault[] => {
    const forMs = aboutADeadline(random);
    return nodes.map((node) => ({ atMs, kind: 'pause', node, forMs: forMs + random.int(0, 40) }));
  };
  const aParticipantIsLate = (): Fault[] => [
    { atMs, kind: 'poison', command: random.pick(POISONABLE), forMs: aboutADeadline(random) },
  ];
  const aParticipantFailsTooOften = (): Fault[] => [
    { atMs: 0, kind: 'poison', command: random.pick(ASKED_FIRST), forMs: random.int(400_000, 900_000) },
  ];
  const aZombieGoesOn = (): Fault[] => [
    { atMs, kind: 'provider', how: 'late', requests: 5, byMs: random.int(3_000, 9_000) },
    {
      atMs: atMs + random.int(1_000, 3_000),
      kind: 'pause',
      node: random.pick(nodes),
      forMs: random.int(30_000, 90_000),
    },
  ];
  const crash = (at: number, where: CrashPoint): Fault[] =>
    nodes.map((node) => ({ atMs: at, kind: 'crash', node, where, downMs: random.int(100, 3_000) }));
  const crashesWhileTheProviderThinks = (): Fault[] => [
    { atMs, kind: 'provider', how: 'late', requests: 5, byMs: random.int(3_000, 9_000) },
    ...crash(atMs + random.int(500, 3_000), 'at any moment'),
  ];
  const crashesAtCommits = (): Fault[] =>
    [atMs, atMs + 700, atMs + 2_000].flatMap((at) => crash(at, 'after a commit'));
  const crashesAtATimer = (): Fault[] =>
    crash(random.pick([APPROVAL_MS, aboutADeadline(random)]), 'after timers were taken');
  const aMessageIsLate = (): Fault[] =>
    Array.from({ length: random.int(1, 4) }, () => ({
      atMs: atMs + random.int(0, 2_000),
      kind: 'broker holds',
      queue: random.pick(QUEUES),
      byMs: 120_000 + random.int(-2_000, 5_000),
    }));
  const theBrokerIsAway = (): Fault[] => {
    const forMs = aboutADeadline(random);
    return nodes.map((node) => ({ atMs, kind: 'cut', node, from: 'broker', forMs }));
  };
  const anywhere = [
    everybodySleeps,
    aParticipantIsLate,
    aParticipantFailsTooOften,
    aParticipantFailsTooOften,
    aZombieGoesOn,
    crashesWhileTheProviderThinks,
    crashesAtCommits,
    crashesAtATimer,
  ];
  const ofTheBroker = [everybodySleeps, aMessageIsLate, aMessageIsLate, theBrokerIsAway];
  return random.pick(delivery === 'direct' ? anywhere : [...anywhere, ...ofTheBroker])();
}
