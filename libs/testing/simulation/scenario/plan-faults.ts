import type { CrashPoint, Fault, Peer, ProviderTrouble } from '../faults/fault.js';
import type { Random } from '../world/random.js';

const CRASH_POINTS: readonly CrashPoint[] = [
  'at any moment',
  'within a transaction',
  'before a commit',
  'after a commit',
  'before a request to the provider took effect',
  'after a request to the provider took effect',
];
const PROVIDER_TROUBLES: readonly ProviderTrouble[] = [
  'silence',
  'late',
  'lost answer',
  'error before',
  'error after',
];

/** Those that handling may fail for: some of each context, on the way there and on the way back. */
export const POISONABLE = [
  'inventory.reserve-inventory',
  'inventory.release-inventory',
  'inventory.consume-inventory',
  'gift-cards.place-hold',
  'gift-cards.release-hold',
  'gift-cards.capture-hold',
  'payments.authorize-payment',
  'payments.void-payment',
  'payments.record-authorization',
  'purchasing.accept-purchase',
  'purchasing.close-cancelled-purchase',
];
export const QUEUES = ['gift-cards', 'purchasing', 'payments', 'inventory', 'dispatch'];

/** How long most things take: some are over at once, and some are longer than the patience of a step. */
const someTime = (random: Random): number =>
  random.pick([
    random.int(10, 300),
    random.int(300, 5_000),
    random.int(5_000, 40_000),
    random.int(115_000, 130_000),
  ]);

export interface Stage {
  readonly nodes: readonly string[];
  readonly delivery: 'direct' | 'relayed';
}

/** What goes wrong in one world: often nothing much, sometimes all at once. */
export function planFaults(random: Random, stage: Stage): Fault[] {
  const count = random.pick([0, 1, 1, 2, 2, 3, 3, 4, 5, 6]);
  const faults = Array.from({ length: count }, () => planFault(random, stage));
  return faults.toSorted((a, b) => a.atMs - b.atMs);
}

function planFault(random: Random, { nodes, delivery }: Stage): Fault {
  const atMs = random.happens(0.85) ? random.int(0, 3_500) : random.int(3_500, 60_000);
  const node = random.pick(nodes);
  const forMs = someTime(random);
  const peers: readonly Peer[] =
    delivery === 'direct'
      ? ['store', 'provider', 'clients']
      : ['store', 'broker', 'broker', 'provider', 'clients'];
  const choices: (() => Fault)[] = [
    () => ({ atMs, kind: 'crash', node, where: random.pick(CRASH_POINTS), downMs: someTime(random) }),
    () => ({ atMs, kind: 'crash', node, where: random.pick(CRASH_POINTS), downMs: random.int(50, 2_000) }),
    () => ({ atMs, kind: 'pause', node, forMs }),
    () => ({ atMs, kind: 'cut', node, from: random.pick(peers), forMs }),
    () => ({ atMs, kind: 'cut', node, from: random.pick(peers), forMs: random.int(10, 5_000) }),
    () => ({ atMs, kind: 'unknown commit', node, tookEffect: random.happens(0.5) }),
    () => ({ atMs, kind: 'unknown commit', node, tookEffect: random.happens(0.5) }),
    () => ({
      atMs,
      kind: 'transient',
      node,
      error: random.pick(['ConcurrentWrite', 'Unavailable'] as const),
    }),
    () => ({ atMs, kind: 'store clock', byMs: jumpMs(random) }),
    () => ({ atMs, kind: 'node clock', node, byMs: jumpMs(random) }),
    () => ({ atMs, kind: 'poison', command: random.pick(POISONABLE), forMs }),
    () => ({ atMs, kind: 'undecodable', queue: random.pick(QUEUES) }),
    () => provider(random, atMs),
    () => provider(random, atMs),
    () => ({ atMs, kind: 'notices lost', node, forMs }),
    () => ({ atMs, kind: 'answers lost', forMs: random.int(10, 6_000) }),
  ];
  const ofTheBroker: (() => Fault)[] = [
    () => ({ atMs, kind: 'broker wiped' }),
    () => ({ atMs, kind: 'broker drops' }),
    () => ({ atMs, kind: 'broker repeats', forMs }),
    () => ({
      atMs,
      kind: 'broker delays',
      byMs: random.pick([100, 2_000, random.int(30_000, 121_000)]),
      forMs,
    }),
  ];
  return random.pick(delivery === 'direct' ? choices : [...choices, ...ofTheBroker, ...ofTheBroker])();
}

const provider = (random: Random, atMs: number): Fault => ({
  atMs,
  kind: 'provider',
  how: random.pick(PROVIDER_TROUBLES),
  requests: random.pick([1, 1, 2, 3, 30]),
  byMs: random.pick([random.int(50, 9_000), random.int(9_900, 60_000), random.int(890_000, 910_000)]),
});

const jumpMs = (random: Random): number => {
  const byMs = random.pick([random.int(100, 5_000), random.int(60_000, 180_000), 86_400_000]);
  return random.happens(0.5) ? byMs : -byMs;
};
