import { hasEnded, Operation } from '../api/answers.js';
import type { HubApi, Outcome } from '../api/hub-api.js';
import { operationPath } from '../api/paths.js';
import type { Repetition } from '../plan/trade-plan.js';

export interface Order {
  /** Names the request within the run: its idempotency key is made of it. */
  readonly name: string;
  readonly path: string;
  readonly body: unknown;
  /** How long the hub may wait for the end before it answers. */
  readonly waitSeconds: number;
}

/** A request that was sent twice, and the operations that it was answered with. */
export interface Repeat {
  readonly name: string;
  readonly first: string;
  readonly again: string;
}

/** An operation has not ended in the time that there was. */
export class NotEnded extends Error {
  override readonly name = 'NotEnded';
}

const WAIT_SECONDS = 10;

/** Sends commands, some of them twice, and keeps count of what was answered. */
export class Clerk {
  readonly repeats: Repeat[] = [];
  private readonly later: { readonly order: Order; readonly first: string }[] = [];

  constructor(
    private readonly api: HubApi,
    /** Unique, so that a second run of the same plan is not taken for a repetition. */
    readonly run: string,
  ) {}

  async place(order: Order, repeated: Repetition = 'no'): Promise<Outcome> {
    if (repeated !== 'at the same time') {
      const outcome = await this.send(order);
      if (repeated === 'at the end') this.later.push({ order, first: idOf(outcome) });
      return outcome;
    }
    const [outcome, again] = await Promise.all([this.send(order), this.send(order)]);
    this.repeats.push({ name: order.name, first: idOf(outcome), again: idOf(again) });
    return outcome;
  }

  /** Places it and waits for its end. @throws NotEnded */
  async complete(
    order: Omit<Order, 'waitSeconds'>,
    withinMs: number,
    repeated?: Repetition,
  ): Promise<Outcome> {
    const outcome = await this.place({ ...order, waitSeconds: WAIT_SECONDS }, repeated);
    if (!outcome.operation || hasEnded(outcome.operation)) return outcome;
    const operation = await this.endOf(outcome.operation, withinMs);
    return { ...outcome, operation, ...(operation.problem && { code: operation.problem.code }) };
  }

  /** @throws NotEnded */
  async endOf({ id, command }: Operation, withinMs: number): Promise<Operation> {
    const giveUpAt = performance.now() + withinMs;
    for (;;) {
      const leftSeconds = Math.ceil((giveUpAt - performance.now()) / 1_000);
      const operation = await this.api.get(operationPath(id), Operation, {
        waitSeconds: Math.max(1, Math.min(WAIT_SECONDS, leftSeconds)),
      });
      if (hasEnded(operation)) return operation;
      if (leftSeconds <= 0)
        throw new NotEnded(`${command} has not ended in time: operation ${id} is still ${operation.state}`);
    }
  }

  /** Sends everything again that was to be repeated at the end. */
  async repeatAll(each: (orders: readonly (() => Promise<void>)[]) => Promise<void>): Promise<void> {
    await each(
      this.later.map(({ order, first }) => async () => {
        const again = await this.send({ ...order, waitSeconds: 0 });
        this.repeats.push({ name: order.name, first, again: idOf(again) });
      }),
    );
  }

  /** The same name always makes the same key; the API asks for 16 characters at least. */
  keyFor(name: string): string {
    return `demo-${this.run}-${name}`;
  }

  private send({ name, path, body, waitSeconds }: Order): Promise<Outcome> {
    return this.api.command(path, body, { idempotencyKey: this.keyFor(name), waitSeconds });
  }
}

const idOf = ({ operation, code }: Outcome): string => operation?.id ?? `no operation: ${code}`;
