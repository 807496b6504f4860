import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { eventually, NotEventually } from '#testing';
import { Supervisor } from '../../world/supervisor.js';
import { drain } from '../../world/draining.js';
import { newMark } from '../../world/planted.js';
import type { World } from '../../world/world.js';
import type { Fault } from '../fault.js';
import { type ProcessPoison, type Victim, victims } from './process-sorts.js';

const POISON_BUILD = join('dist', 'test', 'faults', 'poison-build', 'main.js');
/**
 * Three deaths of each, one suspect at a time, and each is known for one after 10 s only. What throws always needs ten
 * turns between deaths of others: twenty minutes of them where processes took half a minute to start.
 */
const GONE_MS_MAX = 3_600_000;

const PLANT = `insert into countersign.message (queue, slot, key, message_id, envelope)
  values ($1, hashtext($2) & 15, $2, $3, $4::json)`;
/** What failed need not wait for its time. */
const HURRY = `update countersign.blocked_key set until = now()
  where queue = $1 and key = $2 and lease_token is null and until > now()`;
const LEFT = 'select count(*)::integer as count from countersign.message where queue = $1 and key = $2';

/** Messages whose handling ends or hangs the process, or throws: in decisions, and in handlers that talk to the outside. */
export const poisonProcesses: Fault = {
  id: 'N20',
  name: 'handlers that exit, loop, take all memory, throw always or sometimes',
  worlds: ['postgres', 'rabbit'],
  leastCount: 200,
  perRound: 50,
  lanes: 10,
  // Fewer deaths than usual, so that there is time for many poisons.
  environment: { NODE_OPTIONS: '--max-old-space-size=320', COUNTERSIGN_DEATHS_MAX: '3' },
  async strike(world, dice) {
    const victim = dice.pick(victims);
    const poison = dice.pick(victim.poisons);
    const release = await supervised(world);
    try {
      await swallow(world, victim, poison);
      return [`${victim.where}: ${poison.name}`];
    } finally {
      await release();
    }
  },
};

async function swallow(world: World, victim: Victim, poison: ProcessPoison): Promise<void> {
  const id = randomUUID();
  const mark = newMark(id);
  const envelope = victim.envelope({ id, mark, poison: poison.name });
  const place = [victim.queue, envelope.key];
  await world.sql(PLANT, [...place, id, JSON.stringify(envelope)]);
  if (poison.reason !== undefined) {
    const { reason } = poison;
    world.planted.push({ mark, sort: poison.name, queue: victim.queue, reason, payload: mark });
  }
  const left = async (): Promise<number> => {
    await world.sql(HURRY, place);
    const [row] = await world.sql<{ count: number }>(LEFT, place);
    return row?.count ?? 0;
  };
  try {
    await eventually(left, (count) => count === 0, { withinMs: GONE_MS_MAX, everyMs: 500 });
  } catch (error) {
    if (!(error instanceof NotEventually)) throw error;
    world.broken.push(`P12: ${mark} (${victim.where}: ${poison.name}) is neither handled nor buried`);
  }
}

interface Supervision {
  readonly begun: Promise<Supervisor>;
  users: number;
}

const supervisions = new WeakMap<World, Supervision>();

/** Its workers run the build that swallows poison, and are started again when they end. @returns to be called at the end */
async function supervised(world: World): Promise<() => Promise<void>> {
  const supervision = supervisions.get(world) ?? { begun: begin(world), users: 0 };
  supervisions.set(world, supervision);
  supervision.users += 1;
  const supervisor = await supervision.begun;
  return async () => {
    supervision.users -= 1;
    if (supervision.users > 0) return;
    supervisions.delete(world);
    await supervisor.stop();
  };
}

async function begin(world: World): Promise<Supervisor> {
  const workers = world.hubs.filter(({ role }) => role === 'workers');
  for (const worker of workers.filter(({ entry }) => entry !== POISON_BUILD)) {
    await drain(world, worker);
    worker.entry = POISON_BUILD;
    await worker.start();
  }
  return new Supervisor(workers);
}
