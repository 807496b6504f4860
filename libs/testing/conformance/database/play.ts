import { eventually } from '../../eventually.js';
import { areEqual, Disagreement, type Outcome, textOf } from '../outcome.js';
import { contentsOf } from './contents.js';
import type { Client } from './client.js';
import { memoryStage } from './memory-stage.js';
import type { Names } from './names.js';
import type { Operation } from './operation.js';
import type { PostgresTheatre } from './postgres-theatre.js';
import { OPERATIONS, type Step } from './script.js';
import type { Stage } from './stage.js';

const CLIENTS = 3;
const PATIENCE = { withinMs: 120_000, everyMs: 1 };
/** As the memory database says it. */
const DEADLOCK = 'would wait for each other';

const operations = new Map(OPERATIONS.map((each) => [each.name, each]));

/** How far a script went, for counting. */
export interface Played {
  statements: number;
  waits: number;
  deadlocks: number;
  kills: number;
}

/**
 * Plays a script on the memory database and on PostgreSQL, step by step.
 * @throws Disagreement when they answer differently, or have different contents in the end
 */
export async function play(steps: readonly Step[], names: Names, theatre: PostgresTheatre): Promise<Played> {
  const memory = await memoryStage(names, CLIENTS);
  const postgres = await theatre.stage(names, CLIENTS);
  const performance = new Performance(memory, postgres, theatre);
  try {
    for (const [at, step] of steps.entries()) {
      if ((await performance.take(step, `step ${at}`)) === 'undecided') break;
    }
    await performance.windDown();
    await performance.compareContents();
  } catch (error) {
    await theatre.clear();
    await performance.abandon();
    throw error;
  }
  return performance.played;
}

interface Asked {
  readonly client: number;
  readonly where: string;
  readonly operation: Operation | undefined;
  readonly args: readonly number[];
}

class Performance {
  readonly played: Played = { statements: 0, waits: 0, deadlocks: 0, kills: 0 };
  /** What has not been answered yet. */
  private unanswered: Asked[] = [];

  constructor(
    private readonly memory: Stage,
    private readonly postgres: Stage,
    private readonly theatre: PostgresTheatre,
  ) {}

  /** @returns `undecided` when what comes next is for PostgreSQL to choose */
  async take(step: Step, where: string): Promise<'decided' | 'undecided'> {
    const { client, what, args } = step;
    const operation = operations.get(what);
    const isWaiting = this.unanswered.some((asked) => asked.client === client);
    const isOpen = this.clientsOf(client).every((each) => each.isOpen);
    if (what === 'kill') return isOpen ? this.kill(client) : 'decided';
    if (isWaiting || (!operation && !isOpen)) return 'decided';
    if (!isOpen) await Promise.all([this.memory.begin(client), this.postgres.begin(client)]);
    this.played.statements += 1;
    for (const each of this.clientsOf(client)) {
      if (operation) each.ask(operation, args);
      else each.finish(what === 'commit' ? 'commit' : 'rollback');
    }
    this.unanswered.push({ client, where: `${where}: client ${client} ${what}`, operation, args });
    return this.settle();
  }

  /** Ends all transactions; nothing of that is compared but the contents afterwards. */
  async windDown(): Promise<void> {
    for (const stage of [this.memory, this.postgres]) {
      const left = new Set(stage.clients.filter((client) => client.isOpen));
      while (left.size > 0) {
        const idle = await Promise.race([...left].map((client) => client.answer.then(() => client)));
        idle.finish('rollback');
        await idle.answer;
        left.delete(idle);
      }
      await Promise.all(stage.clients.map((client) => client.answer));
    }
  }

  /** What waits in PostgreSQL has lost its connection before. */
  async abandon(): Promise<void> {
    for (const client of this.postgres.clients) {
      if (client.isOpen) client.finish('rollback');
      await client.answer;
    }
  }

  async compareContents(): Promise<void> {
    const kept = await contentsOf(this.memory);
    const read = () => contentsOf(this.postgres);
    const missing = (seen: readonly string[]) => kept.filter((look) => !seen.includes(look));
    // The log may lag for as long as other databases of the server are written to.
    const seen = await eventually(read, (looks) => missing(looks).length === 0, {
      withinMs: 3_000,
      everyMs: 50,
    }).catch(read);
    if (missing(seen).length === 0) return;
    const others = seen.filter((look) => !kept.includes(look));
    throw new Disagreement(`In the end memory has ${missing(seen).join()}, and PostgreSQL ${others.join()}`);
  }

  private async kill(client: number): Promise<'decided' | 'undecided'> {
    this.played.kills += 1;
    await Promise.all([this.memory.kill(client), this.postgres.kill(client)]);
    return this.settle();
  }

  /** Waits until PostgreSQL has answered all that memory has answered, and waits for what memory waits for. */
  private async settle(): Promise<'decided' | 'undecided'> {
    await new Promise(setImmediate);
    if (await this.isDeadlock()) {
      await this.expectOneToFail();
      return 'undecided';
    }
    const waiting: Asked[] = [];
    for (const asked of this.unanswered) {
      const [inMemory, inPostgres] = this.clientsOf(asked.client);
      const expected = await Promise.race([inMemory.answer, undefined]);
      if (expected === undefined) waiting.push(asked);
      else if (await this.differ(asked, expected, inPostgres)) return 'undecided';
    }
    const answered = this.unanswered.filter((asked) => !waiting.includes(asked));
    this.unanswered = waiting;
    if (await this.bothRefuseSomebody(answered)) return 'undecided';
    if (waiting.length === 0) return 'decided';
    this.played.waits += 1;
    await this.theatre.waiting(waiting.length).catch((error: unknown) => {
      const who = waiting.map(({ where }) => where).join(' and ');
      throw new Disagreement(`In memory ${who} waits, and in PostgreSQL not: ${String(error)}`);
    });
    // Of two who wait for the same, either may be next.
    return waiting.length > 1 ? 'undecided' : 'decided';
  }

  /** Which of those who would wait for each other fails is for PostgreSQL to choose. */
  private async isDeadlock(): Promise<boolean> {
    for (const { client } of this.unanswered) {
      const outcome = await Promise.race([this.clientsOf(client)[0].answer, undefined]);
      if (outcome && 'threw' in outcome && outcome.because.includes(DEADLOCK)) return true;
    }
    return false;
  }

  /** One of them fails, and the others go on or wait for somebody else. */
  private async expectOneToFail(): Promise<void> {
    this.played.deadlocks += 1;
    const answers = this.unanswered.map(({ client }) => this.clientsOf(client)[1].answer);
    const first = await Promise.race([...answers, tooLate()]);
    if ('threw' in first && first.threw === 'ConcurrentWrite') return;
    const outcomes = await Promise.race([Promise.all(answers), tooLate().then((late) => [late])]);
    if (outcomes.some((outcome) => 'threw' in outcome && outcome.threw === 'ConcurrentWrite')) return;
    throw new Disagreement(`Nobody fails in PostgreSQL of those who wait for each other: ${textOf(first)}`);
  }

  /** @returns whether they differ in what PostgreSQL may choose. @throws Disagreement when they differ otherwise */
  private async differ(asked: Asked, expected: Outcome, client: Client): Promise<boolean> {
    const { where, operation, args } = asked;
    let seen = await Promise.race([client.answer, tooLate()]);
    if (operation?.lags && isFirstPart(seen, expected)) {
      const again = async (): Promise<Outcome> => {
        client.ask(operation, args);
        return client.answer;
      };
      seen = await eventually(again, (outcome) => areEqual(outcome, expected), PATIENCE).catch(() => seen);
    }
    const isDeadlock = 'threw' in seen && seen.because.includes('deadlock detected');
    // Somebody fails on both sides, but it need not be the same transaction that is undone.
    if (areEqual(seen, expected)) return isDeadlock;
    if (await this.bothRefuseSomebody(this.unanswered)) return true;
    throw new Disagreement(`${where}: memory ${textOf(expected)}, and PostgreSQL ${textOf(seen)}`);
  }

  /**
   * A transaction that was refused before says so again when it is the one that fails of two that wait for each other, so
   * that nobody hears of a deadlock: where two statements end at once and somebody is refused, there may have been one.
   */
  private async bothRefuseSomebody(asked: readonly Asked[]): Promise<boolean> {
    if (asked.filter(({ operation }) => operation).length < 2) return false;
    const refused = [false, false];
    for (const { client } of asked) {
      for (const [side, { answer }] of this.clientsOf(client).entries()) {
        const outcome = await Promise.race([answer, tooLate()]);
        if ('threw' in outcome && outcome.threw === 'ConcurrentWrite') refused[side] = true;
      }
    }
    if (refused.every(Boolean)) this.played.deadlocks += 1;
    return refused.every(Boolean);
  }

  private clientsOf(client: number): [Client, Client] {
    const [inMemory, inPostgres] = [this.memory.clients[client], this.postgres.clients[client]];
    if (!inMemory || !inPostgres) throw new RangeError(`There is no client ${client}`);
    return [inMemory, inPostgres];
  }
}

const tooLate = (): Promise<Outcome> =>
  new Promise((resolve) => {
    const late = { threw: 'nothing', because: `no answer within ${PATIENCE.withinMs} ms` };
    setTimeout(() => resolve(late), PATIENCE.withinMs).unref();
  });

function isFirstPart(seen: Outcome, expected: Outcome): boolean {
  if (!('gave' in seen && 'gave' in expected)) return false;
  const [part, whole] = [seen.gave, expected.gave];
  if (!Array.isArray(part) || !Array.isArray(whole) || part.length >= whole.length) return false;
  return JSON.stringify(whole.slice(0, part.length)) === JSON.stringify(part);
}
