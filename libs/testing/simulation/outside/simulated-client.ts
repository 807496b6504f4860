import type { Operation } from '#kernel';
import { IdempotencyKeyReused, InvalidCommand, SubmitCommand } from '#runtime';
import type { Action, ClientPlan } from '../scenario/scenario.js';
import type { Node } from '../world/node.js';
import type { Program } from '../world/program.js';
import type { Random } from '../world/random.js';
import type { WorldParts } from '../world/world-parts.js';

/** What a client was told about one of its requests: kept outside of all that can be lost. */
export interface JournalEntry {
  readonly client: string;
  readonly action: Action;
  readonly idempotencyKey: string;
  /** That its request was recorded. */
  accepted?: Operation;
  /** What became of it. */
  ended?: Operation;
  /** An answer that no honest client should get. */
  nonsense?: string;
}

const TIMEOUT_MS = 5_000;
const PAUSE_MS = { first: 20, max: 2_000 };
/** A client that knows no end by then asks no more: by then every saga has ended or waits for a person. */
const WATCH_MS_MAX = 4 * 86_400_000;

type Heard<T> = { readonly value: T } | { readonly error: unknown } | undefined;

/** Somebody who wants something, and asks again with the same key until they are told. */
export class SimulatedClient {
  readonly journal: JournalEntry[] = [];
  private readonly random: Random;

  constructor(
    private readonly world: WorldParts,
    private readonly plan: ClientPlan,
    private readonly nodes: readonly Node[],
  ) {
    this.random = world.random.fork(plan.name);
  }

  async run(): Promise<void> {
    for (const [at, action] of this.plan.actions.entries()) {
      await this.sleep(action.afterMs);
      const { name } = this.plan;
      const entry: JournalEntry = { client: name, action, idempotencyKey: `${name}-${at}` };
      this.journal.push(entry);
      await this.submit(entry);
      const watching = this.watch(entry);
      if (action.waitsFor === 'end') await watching;
    }
  }

  private async submit(entry: JournalEntry): Promise<void> {
    const { action, idempotencyKey, client } = entry;
    this.world.trace.tell(client, action.says);
    const caller = {
      principal: client,
      idempotencyKey,
      fingerprint: 'f'.repeat(64),
      correlationId: `${client}/${idempotencyKey}`,
    };
    for (let pauseMs = PAUSE_MS.first; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MS.max)) {
      const submission = new SubmitCommand(action.command, caller, action.endsWith);
      const heard = await this.ask(({ commands }) => commands.execute(submission));
      if (heard && 'value' in heard) {
        if (heard.value.repeated) this.world.encounters.met('a request came again');
        entry.accepted = heard.value.operation;
        return;
      }
      const error = heard?.error;
      if (error instanceof IdempotencyKeyReused || error instanceof InvalidCommand) {
        entry.nonsense = String(error);
        return;
      }
      await this.sleep(pauseMs);
    }
  }

  private async watch(entry: JournalEntry): Promise<void> {
    const { accepted, client } = entry;
    if (!accepted) return;
    const { scheduler, trace } = this.world;
    const giveUpAt = scheduler.now + WATCH_MS_MAX;
    for (let pauseMs = PAUSE_MS.first; scheduler.now < giveUpAt; pauseMs *= 2) {
      const heard = await this.ask(({ operations }) =>
        operations.waitFor(accepted.id, client, Math.min(pauseMs, 500)),
      );
      if (heard && 'value' in heard) {
        const operation = heard.value;
        if (!operation) {
          entry.nonsense = 'what was accepted is unknown';
          return;
        }
        if (!['accepted', 'running'].includes(operation.state)) {
          entry.ended = operation;
          const why = operation.refusal ? `: ${operation.refusal.type}` : '';
          trace.tell(client, `is told that ${operation.command} ${operation.state}${why}`);
          return;
        }
      }
      await this.sleep(pauseMs);
    }
  }

  /** @returns undefined when nobody answered in time */
  private ask<T>(work: (program: Program) => Promise<T>): Promise<Heard<T>> {
    const { scheduler } = this.world;
    const node = this.random.pick(this.nodes);
    return new Promise((resolve) => {
      const callOff = scheduler.after(TIMEOUT_MS, () => resolve(undefined));
      const settle = (heard: Heard<T>) => {
        callOff();
        resolve(heard);
      };
      scheduler.after(this.latencyMs(), () => this.arrive(node, work, settle));
    });
  }

  private arrive<T>(
    node: Node,
    work: (program: Program) => Promise<T>,
    settle: (heard: Heard<T>) => void,
  ): void {
    const { scheduler, faults, encounters } = this.world;
    const { life } = node;
    const program = life?.program;
    if (!life || !program || faults.isCut(node.name, 'clients')) {
      scheduler.after(this.latencyMs(), () => settle(undefined));
      return;
    }
    const answer = async () => {
      const heard = await work(program).then(
        (value): Heard<T> => ({ value }),
        (error: unknown): Heard<T> => ({ error }),
      );
      await life.process.hop();
      if (!faults.losesAnswers() && !faults.isCut(node.name, 'clients')) settle(heard);
      else encounters.met('a client lost an answer');
    };
    life.process.after(0, () => void answer());
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.world.scheduler.after(ms, resolve);
    });
  }

  private latencyMs(): number {
    return this.random.int(0, 3);
  }
}
