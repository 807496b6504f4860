import { type Claimed, type Ids, type Transaction, UndecodableMessage } from '#kernel';
import { FAILURES_MAX, retryPauseMs } from './backoff.js';
import { Decisions } from './decisions.js';
import { Envelopes } from './envelopes.js';
import { FollowUps } from './follow-ups.js';
import type { PostOffice } from './post-office.js';
import type { Routes } from './routes.js';
import { isForSaga, SagaWork } from './saga-work.js';
import { type Failed, Turn } from './turn.js';

const NONE: ReadonlySet<string> = new Set();

/** What a batch did, for those who wait for it. */
export interface BatchResult {
  readonly keptEvents: boolean;
  /** Milliseconds since 1970; infinite when no timer was set. */
  readonly nextTimerAt: number;
  readonly failed: readonly Failed[];
  /** Operations that have ended. */
  readonly endedOperations: readonly string[];
}

export interface BatchOptions {
  /** Leaves what follows from the messages to other transactions: it may be what broke the one before. */
  readonly alone: boolean;
}

/** Handles claimed messages, and what follows from them, in one transaction: a few statements for all of them. */
export class BatchHandler {
  private readonly envelopes: Envelopes;

  constructor(
    private readonly routes: Routes,
    private readonly postOffice: PostOffice,
    private readonly ids: Ids,
  ) {
    this.envelopes = new Envelopes(routes, ids);
  }

  async handle(tx: Transaction, batch: readonly Claimed[], { alone }: BatchOptions): Promise<BatchResult> {
    const nowMs = await tx.now();
    const decisions = new Decisions(this.routes, this.envelopes, this.ids, nowMs);
    const sagas = new SagaWork(this.routes, this.envelopes, this.ids, nowMs);
    const followUps = new FollowUps(alone ? NONE : this.postOffice.queuesAtHand(this.routes));
    const turn = new Turn(tx, decisions, sagas, followUps);
    const { readable, unreadable } = this.separate(batch);

    const { handled, failed } = await turn.handle(readable);

    const [position] = await Promise.all([
      decisions.write(tx),
      sagas.write(tx),
      tx.mailbox.complete(handled),
    ]);
    const changes = [...decisions.changes(position), ...sagas.changes(position)];
    await Promise.all([this.postOffice.post(tx, turn.outgoing(position)), tx.operations.change(changes)]);
    const givenUp: string[] = [];
    for (const each of [...unreadable, ...failed]) givenUp.push(...(await setAside(tx, each)));
    return {
      keptEvents: position !== undefined,
      nextTimerAt: sagas.nextTimerAt,
      failed: [...unreadable, ...failed],
      endedOperations: [
        ...changes.filter(({ state }) => state !== 'running').map(({ id }) => id),
        ...givenUp,
      ],
    };
  }

  /** What no context can handle is found before anything is loaded for it. */
  private separate(batch: readonly Claimed[]): { readable: Claimed[]; unreadable: Failed[] } {
    const readable: Claimed[] = [];
    const unreadable: Failed[] = [];
    for (const claimed of batch) {
      const problem = this.problemWith(claimed);
      if (problem) unreadable.push({ claimed, error: problem });
      else readable.push(claimed);
    }
    return { readable, unreadable };
  }

  private problemWith({ envelope }: Claimed): UndecodableMessage | undefined {
    if (isForSaga(envelope)) return undefined;
    if (envelope.kind !== 'command') {
      return new UndecodableMessage(
        'unknown-type',
        `Nothing here handles the ${envelope.kind} ${envelope.type}`,
      );
    }
    try {
      this.routes.catalog.find(envelope.type, envelope.version);
      this.routes.deciderOf(envelope.type);
      return undefined;
    } catch (error) {
      return error instanceof UndecodableMessage
        ? error
        : new UndecodableMessage('unknown-type', error instanceof Error ? error.message : String(error));
    }
  }
}

/**
 * Retries a failed message later, or buries it when it can never succeed or has failed too often.
 * @returns the operations that have ended by that: nothing goes on from a dead letter
 */
export async function setAside(tx: Transaction, { claimed, error }: Failed): Promise<string[]> {
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const isHopeless = error instanceof UndecodableMessage;
  if (!isHopeless && claimed.failures + 1 < FAILURES_MAX) {
    await tx.mailbox.fail(claimed, detail, retryPauseMs(claimed.failures));
    return [];
  }
  await tx.mailbox.bury(claimed, isHopeless ? error.reason : 'failed-too-often', detail);
  const { operationId: id } = claimed.envelope;
  if (id === undefined) return [];
  await tx.operations.change([{ id, state: 'failed' }]);
  return [id];
}
