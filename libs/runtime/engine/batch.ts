import type { Claimed, Ids, Leased, OpenAggregate, Transaction } from '#kernel';
import { HistoriesAtHand } from './histories-at-hand.js';
import { Decisions } from './decisions.js';
import { Envelopes } from './envelopes.js';
import { type Failed, FailedMessages } from './failed-messages.js';
import { FollowUps } from './follow-ups.js';
import { LeaseLost } from './lease-lost.js';
import type { PostOffice } from './post-office.js';
import type { Routes } from './routes.js';
import { SagaWork } from './saga-work.js';
import { Turn } from './turn.js';

const NONE: ReadonlySet<string> = new Set();

/** What a batch did, for those who wait for it. */
export interface BatchResult {
  /** Types of the events that were kept. */
  readonly keptEvents: ReadonlySet<string>;
  /** Milliseconds since 1970; infinite when no timer was set. */
  readonly nextTimerAt: number;
  /** What was not said before of messages that could not be handled. */
  readonly failed: readonly Failed[];
  /** Operations that have ended. */
  readonly endedOperations: readonly string[];
  /** To be called after the commit. */
  committed(): void;
}

export interface BatchOptions {
  /** Leaves what follows from the messages to other transactions: it may be what broke the one before. */
  readonly alone: boolean;
  /** The message, when it is a single one that was not claimed in this transaction but leased before. */
  readonly lease?: Leased;
}

/** @throws LeaseLost when the message was given to another */
async function completeLeased(tx: Transaction, lease: Leased): Promise<void> {
  if (!(await tx.mailbox.completeLeased(lease))) throw new LeaseLost(lease.envelope.id);
}

/** Handles claimed messages, and what follows from them, in one transaction: a few statements for all of them. */
export class BatchHandler {
  readonly failedMessages: FailedMessages;
  private readonly envelopes: Envelopes;
  private readonly atHand = new HistoriesAtHand<OpenAggregate>();

  constructor(
    private readonly routes: Routes,
    private readonly postOffice: PostOffice,
    private readonly ids: Ids,
    patienceMs?: number,
  ) {
    this.envelopes = new Envelopes(routes, ids);
    this.failedMessages = new FailedMessages(this.envelopes, postOffice, patienceMs);
  }

  async handle(
    tx: Transaction,
    batch: readonly Claimed[],
    { alone, lease }: BatchOptions,
  ): Promise<BatchResult> {
    const nowMs = await tx.now();
    const decisions = new Decisions(this.routes, this.envelopes, this.ids, nowMs, this.atHand);
    const sagas = new SagaWork(this.routes, this.envelopes, this.ids, nowMs);
    const followUps = new FollowUps(alone ? NONE : this.postOffice.queuesAtHand(this.routes));
    const turn = new Turn(tx, decisions, sagas, followUps);
    const { handled, failed } = await turn.handle(batch);

    const [position] = await Promise.all([
      decisions.write(tx),
      sagas.write(tx),
      lease && handled.length > 0 ? completeLeased(tx, lease) : tx.mailbox.complete(handled),
    ]);
    const changes = [...decisions.changes(position), ...sagas.changes(position)];
    await Promise.all([this.postOffice.post(tx, turn.outgoing(position)), tx.operations.change(changes)]);
    const givenUp: string[] = [];
    const news: Failed[] = [];
    for (const each of failed) {
      const { endedOperations, isNews } = await this.failedMessages.setAside(tx, each);
      givenUp.push(...endedOperations);
      if (isNews) news.push(each);
    }
    return {
      keptEvents: decisions.keptEvents,
      nextTimerAt: sagas.nextTimerAt,
      failed: news,
      endedOperations: [
        ...changes.filter(({ state }) => state !== 'running').map(({ id }) => id),
        ...givenUp,
      ],
      committed: () => decisions.remember(),
    };
  }
}
