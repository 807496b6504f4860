import { type Claimed, type Ids, type Transaction, UndecodableMessage } from '#kernel';
import { FAILURES_MAX, retryPauseMs } from './backoff.js';
import { Decisions } from './decisions.js';
import { Envelopes } from './envelopes.js';
import type { PostOffice } from './post-office.js';
import type { Routes } from './routes.js';
import { isForSaga, SagaWork } from './saga-work.js';

interface Failed {
  readonly claimed: Claimed;
  readonly error: unknown;
}

/** What a batch did, for those who wait for it. */
export interface BatchResult {
  readonly keptEvents: boolean;
  /** Milliseconds since 1970; infinite when no timer was set. */
  readonly nextTimerAt: number;
  readonly failed: readonly Failed[];
  /** Operations that have ended. */
  readonly endedOperations: readonly string[];
}

/** Handles claimed messages in one transaction: a few statements for all of them. */
export class BatchHandler {
  private readonly envelopes: Envelopes;

  constructor(
    private readonly routes: Routes,
    private readonly postOffice: PostOffice,
    private readonly ids: Ids,
  ) {
    this.envelopes = new Envelopes(routes, ids);
  }

  async handle(tx: Transaction, batch: readonly Claimed[]): Promise<BatchResult> {
    const nowMs = await tx.now();
    const decisions = new Decisions(this.routes, this.envelopes, this.ids, nowMs);
    const sagas = new SagaWork(this.routes, this.envelopes, this.ids, nowMs);
    const { readable, unreadable } = this.separate(batch);
    const envelopes = readable.map((each) => each.envelope);
    await decisions.load(
      tx,
      envelopes.filter((each) => !isForSaga(each)),
    );
    await sagas.load(tx, envelopes.filter(isForSaga));

    const { handled, failed } = this.decide(readable, decisions, sagas);

    const decided = await decisions.write(tx);
    const reacted = await sagas.write(tx);
    await this.postOffice.post(tx, [...decided.messages, ...reacted.messages]);
    const changes = [...decided.changes, ...reacted.changes];
    await tx.operations.change(changes);
    for (const each of [...unreadable, ...failed]) await setAside(tx, each);
    await tx.mailbox.complete(handled);
    return {
      keptEvents: decisions.keptEvents,
      nextTimerAt: sagas.nextTimerAt,
      failed: [...unreadable, ...failed],
      endedOperations: changes.filter(({ state }) => state !== 'running').map(({ id }) => id),
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

  /** One that fails takes along only what is behind it under the same key: those stay in the queue. */
  private decide(batch: readonly Claimed[], decisions: Decisions, sagas: SagaWork) {
    const handled: Claimed[] = [];
    const failed: Failed[] = [];
    const blocked = new Set<string>();
    for (const claimed of batch) {
      const { envelope } = claimed;
      const key = `${claimed.queue}\n${envelope.key}`;
      if (blocked.has(key)) continue;
      try {
        if (isForSaga(envelope)) sagas.handle(envelope);
        else decisions.handle(envelope);
        handled.push(claimed);
      } catch (error) {
        blocked.add(key);
        failed.push({ claimed, error });
      }
    }
    return { handled, failed };
  }
}

/** Retries a failed message later, or buries it when it can never succeed or has failed too often. */
export async function setAside(tx: Transaction, { claimed, error }: Failed): Promise<void> {
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (error instanceof UndecodableMessage) return tx.mailbox.bury(claimed, error.reason, detail);
  if (claimed.failures + 1 >= FAILURES_MAX) return tx.mailbox.bury(claimed, 'failed-too-often', detail);
  return tx.mailbox.fail(claimed, detail, retryPauseMs(claimed.failures));
}
