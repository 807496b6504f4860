import { type Happening, type Place, type StoreFault, TAMPERINGS } from './happening.js';
import { type Plan, someCard } from './plan.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Most worlds have bad lines and crashes; few have thieves and clones, which break what all other bounds rest on. */
export function planFaults(plan: Plan): Happening[] {
  const { random, lasts } = plan;
  if (random.happens(0.05)) return [];
  const ordinary = Array.from({ length: random.int(2, 10) }, () => someFault(plan));
  const rare = random.happens(0.35) ? Array.from({ length: random.int(1, 2) }, () => rareFault(plan)) : [];
  const backups = rare
    .filter((fault) => fault.kind === 'set back')
    .map(({ store }): StoreFault => ({ kind: 'backup', store }));
  return [
    ...[...ordinary, ...rare].map((fault): Happening => ({
      kind: 'fault',
      atMs: random.int(MINUTE, lasts),
      fault,
    })),
    ...backups.map((fault): Happening => ({ kind: 'fault', atMs: random.int(0, lasts / 2), fault })),
  ];
}

function someFault(plan: Plan): StoreFault {
  const { random, stores } = plan;
  const store = random.int(0, stores - 1);
  const kind = random.fraction();
  if (kind < 0.3) return { kind: 'cut', ...someEdge(plan), forMs: random.int(MINUTE, 40 * MINUTE) };
  if (kind < 0.48) {
    const forMs = random.int(MINUTE, 20 * MINUTE);
    return { kind: 'rough line', ...someEdge(plan), forMs, lateMs: random.int(100, 90_000) };
  }
  if (kind < 0.66) {
    const where = random.pick(['at any moment', 'before fsync', 'after fsync'] as const);
    return { kind: 'crash', store, where, downMs: random.int(100, 15 * MINUTE) };
  }
  if (kind < 0.71)
    return { kind: 'slow disk', store, byMs: random.int(20, 3_000), forMs: random.int(MINUTE, 10 * MINUTE) };
  if (kind < 0.77)
    return { kind: 'disk fails', store, how: random.pick(['before-flush', 'after-flush'] as const) };
  if (kind < 0.84)
    return { kind: 'clock jumps', store, byMs: random.pick([-24 * HOUR, -HOUR, HOUR, 24 * HOUR]) };
  if (kind < 0.87) return { kind: 'clock drifts', store, ppm: random.int(-200, 200) };
  if (kind < 0.88) return { kind: 'out of order', store };
  if (kind < 0.92) return { kind: 'tampering', store, how: random.pick(TAMPERINGS) };
  if (kind < 0.96)
    return { kind: 'hub down', forMs: random.int(1_000, 10 * MINUTE), losesAnswers: random.happens(0.5) };
  return random.happens(0.5)
    ? { kind: 'newer statement', store, card: someCard(plan) }
    : { kind: 'newer notice' };
}

function rareFault(plan: Plan): StoreFault {
  const { random, stores } = plan;
  const store = random.int(0, stores - 1);
  const kind = random.fraction();
  if (kind < 0.3) return { kind: 'cloned', store, alone: random.happens(0.5) };
  if (kind < 0.55) return { kind: 'set back', store };
  if (kind < 0.8)
    return {
      kind: 'lost',
      store,
      declaredAfterMs: random.int(MINUTE, 20 * MINUTE),
      reclaims: random.happens(0.6),
    };
  return { kind: 'key stolen', store, card: someCard(plan), revokedAfterMs: random.int(MINUTE, 20 * MINUTE) };
}

function someEdge({ random, stores }: Plan): { one: Place; other: Place } {
  const one = random.int(0, stores - 1);
  if (random.happens(0.75)) return { one, other: 'hub' };
  return { one, other: (one + random.int(1, stores - 1)) % stores };
}
