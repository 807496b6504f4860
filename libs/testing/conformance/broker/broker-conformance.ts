import { eventually } from '../../eventually.js';
import { SeededChance } from '../chance.js';
import { areEqual, Disagreement, outcomeOf, textOf } from '../outcome.js';
import { shrink } from '../shrink.js';
import type { BrokerSide } from './broker-side.js';
import { MemorySide } from './memory-side.js';
import { BOUNDED, FLEETING, QUEUES } from './names.js';
import type { RabbitSide } from './rabbit-side.js';

export interface BrokerStep {
  readonly what: keyof typeof ACTS;
  readonly channel: number;
  readonly choice: number;
}

/** Mostly the queue that is as the transport's are. */
const queueOf = (choice: number): string => (choice % 4 === 3 ? FLEETING : BOUNDED);

/** What a step asks a broker for; `body` is another one for each step. */
const ACTS = {
  publish: (side: BrokerSide, channel: number, choice: number, body: string) =>
    side.publish(channel, '', queueOf(choice), body, choice % 2 === 0),
  publishNowhere: (side: BrokerSide, channel: number, _: number, body: string) =>
    side.publish(channel, 'no.such.exchange', BOUNDED, body, true),
  get: (side: BrokerSide, channel: number, choice: number) => side.get(channel, queueOf(choice)),
  getDead: (side: BrokerSide, channel: number) => side.get(channel, 'dead'),
  ack: (side: BrokerSide, channel: number, choice: number) => side.ack(channel, choice),
  requeue: (side: BrokerSide, channel: number, choice: number) => side.nack(channel, choice, true),
  reject: (side: BrokerSide, channel: number, choice: number) => side.nack(channel, choice, false),
  ackUnknown: (side: BrokerSide, channel: number) => side.ackUnknown(channel),
  close: (side: BrokerSide, channel: number) => side.close(channel),
  declare: (side: BrokerSide) => side.declare(FLEETING),
  remove: (side: BrokerSide) => side.remove(FLEETING),
} as const;

/** How often each is drawn, compared with the others. */
const WEIGHTS: Readonly<Record<BrokerStep['what'], number>> = {
  publish: 8,
  publishNowhere: 1,
  get: 8,
  getDead: 2,
  ack: 3,
  requeue: 5,
  reject: 2,
  ackUnknown: 1,
  close: 2,
  declare: 2,
  remove: 1,
};

const isAct = (name: string): name is BrokerStep['what'] => name in ACTS;

const DRAWN = Object.keys(ACTS)
  .filter(isAct)
  .flatMap((what) => Array.from({ length: WEIGHTS[what] }, () => what));

const PATIENCE = { withinMs: 120_000, everyMs: 2 };

export interface BrokerReport {
  scripts: number;
  steps: number;
  readonly disagreements: string[];
  readonly unrepeated: string[];
}

/** Plays random scripts on the model of a broker and on RabbitMQ. */
export class BrokerConformance {
  readonly report: BrokerReport = { scripts: 0, steps: 0, disagreements: [], unrepeated: [] };

  constructor(private readonly rabbit: RabbitSide) {}

  async playSeed(seed: number): Promise<void> {
    const chance = new SeededChance(seed);
    const steps = Array.from({ length: 8 + chance.below(32) }, () => ({
      what: chance.pick(DRAWN),
      channel: chance.below(2),
      choice: chance.below(8),
    }));
    this.report.scripts += 1;
    const found = await this.tryOut(steps);
    if (found === undefined) return;
    if ((await this.tryOut(steps)) === undefined) {
      this.report.unrepeated.push(`seed ${seed}: ${found}`);
      return;
    }
    const fewest = await shrink(steps, async (fewer) => (await this.tryOut(fewer)) !== undefined);
    const story = fewest.map(({ what, channel, choice }) => `  channel ${channel} ${what} ${choice}`);
    this.report.disagreements.push([`seed ${seed}:`, ...story, await this.tryOut(fewest)].join('\n'));
  }

  private async tryOut(steps: readonly BrokerStep[]): Promise<string | undefined> {
    const memory = new MemorySide();
    await this.rabbit.reset();
    try {
      for (const [at, step] of steps.entries()) await this.take(memory, step, at);
      await this.drain(memory);
      return undefined;
    } catch (error) {
      if (!(error instanceof Disagreement)) throw error;
      return error.message;
    }
  }

  private async take(memory: MemorySide, { what, channel, choice }: BrokerStep, at: number): Promise<void> {
    this.report.steps += 1;
    const expected = await outcomeOf(ACTS[what](memory, channel, choice, `message ${at}`));
    const seen = await outcomeOf(ACTS[what](this.rabbit, channel, choice, `message ${at}`));
    if (!areEqual(expected, seen)) {
      throw new Disagreement(`step ${at} ${what}: model ${textOf(expected)}, and RabbitMQ ${textOf(seen)}`);
    }
    await this.waitForEqualDepths(memory, `after step ${at} ${what}`);
  }

  /** Acknowledgements and dead letters take effect some time after they were asked for. */
  private async waitForEqualDepths(memory: MemorySide, when: string): Promise<void> {
    const wanted = JSON.stringify(await depthsOf(memory));
    const read = async () => JSON.stringify(await depthsOf(this.rabbit));
    const seen = await eventually(read, (depths) => depths === wanted, PATIENCE).catch(read);
    if (seen !== wanted) throw new Disagreement(`${when}: model ${wanted} wait, and in RabbitMQ ${seen}`);
  }

  /** What is left comes in the same order. */
  private async drain(memory: MemorySide): Promise<void> {
    for (const queue of QUEUES) {
      for (let left = (await memory.ready(queue)) ?? 0; left > 0; left--) {
        const [expected, seen] = [await memory.get(9, queue), await this.rabbit.get(9, queue)];
        if (JSON.stringify(expected) !== JSON.stringify(seen)) {
          throw new Disagreement(
            `In the end ${queue} has ${JSON.stringify(expected)} in the model, and ${JSON.stringify(seen)} in RabbitMQ`,
          );
        }
      }
    }
  }
}

async function depthsOf(side: BrokerSide): Promise<(number | null)[]> {
  const depths: (number | null)[] = [];
  for (const queue of QUEUES) depths.push((await side.ready(queue)) ?? null);
  return depths;
}
