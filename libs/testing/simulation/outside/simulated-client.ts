import type { Operation } from '#kernel';
import { IdempotencyKeyReused, InvalidCommand, SubmitCommand } from '#runtime';
import type { Action, ClientPlan } from '../scenario/scenario.js';
import type { Node } from '../world/node.js';
import type { WorldParts } from '../world/world-parts.js';
import { ClientLine } from './client-line.js';

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

const PAUSE_MS = { first: 20, max: 2_000 };
/** A client that knows no end by then asks no more: by then every saga has ended or waits for a person. */
const WATCH_MS_MAX = 4 * 86_400_000;

/** Somebody who wants something, and asks again with the same key until they are told. */
export class SimulatedClient {
  readonly journal: JournalEntry[] = [];
  private readonly line: ClientLine;

  constructor(
    private readonly world: WorldParts,
    private readonly plan: ClientPlan,
    nodes: readonly Node[],
  ) {
    this.line = new ClientLine(world, world.random.fork(plan.name), nodes);
  }

  async run(): Promise<void> {
    for (const [at, action] of this.plan.actions.entries()) {
      await this.line.sleep(action.afterMs);
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
      const heard = await this.line.ask(({ commands }) => commands.execute(submission));
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
      await this.line.sleep(pauseMs);
    }
  }

  private async watch(entry: JournalEntry): Promise<void> {
    const { accepted, client } = entry;
    if (!accepted) return;
    const { scheduler, trace } = this.world;
    const giveUpAt = scheduler.now + WATCH_MS_MAX;
    for (let pauseMs = PAUSE_MS.first; scheduler.now < giveUpAt; pauseMs *= 2) {
      const heard = await this.line.ask(({ operations }) =>
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
      await this.line.sleep(pauseMs);
    }
  }
}
