import { type Claimed, type ReplyAddress, type Transaction, UndecodableMessage } from '#kernel';
import { FAILURES_MAX, retryPauseMs } from './backoff.js';
import { causeOf, type Envelopes } from './envelopes.js';
import type { PostOffice } from './post-office.js';

export interface Failed {
  readonly claimed: Claimed;
  readonly error: unknown;
}

/** How long a message that this program does not know is left to others before it is buried, in milliseconds. */
export const PATIENCE_MS = 300_000;
/** How often it is offered meanwhile: whoever knows it takes it. */
const OFFER_EACH_MS = 2_000;

export interface SetAside {
  /** Operations that have ended by that: nothing goes on from a dead letter. */
  readonly endedOperations: readonly string[];
  /** False when this was said about the message before. */
  readonly isNews: boolean;
}

/** Decides what becomes of messages that could not be handled. */
export class FailedMessages {
  /** @param patienceMs what is not known here is offered to other programs for about so long; 0 buries it at once */
  constructor(
    private readonly envelopes: Envelopes,
    private readonly postOffice: PostOffice,
    private readonly patienceMs: number = PATIENCE_MS,
  ) {}

  /**
   * Retries the message later, leaves it to a program that knows it, or buries it when neither helps. Then a saga that waits
   * for what would have come of it is told. After the commit, call `posted`.
   */
  async setAside(tx: Transaction, { claimed, error }: Failed): Promise<SetAside> {
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const unknown = unknownIn(error);
    if (unknown && claimed.postponements * OFFER_EACH_MS < this.patienceMs) {
      await tx.mailbox.postpone(claimed, detail, OFFER_EACH_MS);
      return { endedOperations: [], isNews: claimed.postponements === 0 };
    }
    const hopeless = unknown ?? (error instanceof UndecodableMessage ? error : undefined);
    if (!hopeless && claimed.failures + 1 < FAILURES_MAX) {
      await tx.mailbox.fail(claimed, detail, retryPauseMs(claimed.failures));
      return { endedOperations: [], isNews: true };
    }
    return this.bury(tx, claimed, hopeless?.reason ?? 'failed-too-often', detail);
  }

  /** Moves it to the dead letters, and tells those who wait for what would have come of it. After the commit, call `posted`. */
  async bury(tx: Transaction, claimed: Claimed, reason: string, detail: string): Promise<SetAside> {
    const letter = await tx.mailbox.bury(claimed, reason, detail);
    await this.tellSaga(tx, claimed, `it is dead letter ${letter}, ${reason}: ${detail}`);
    const { operationId: id } = claimed.envelope;
    if (id === undefined) return { endedOperations: [], isNews: true };
    await tx.operations.change([{ id, state: 'failed' }]);
    return { endedOperations: [id], isNews: true };
  }

  /** The same for what ends the processes that handle it. @returns what became of it, and why */
  async buryKiller(tx: Transaction, killer: Claimed): Promise<SetAside & { readonly detail: string }> {
    const detail = 'Processes that handled it have ended or hung, again and again';
    return { ...(await this.bury(tx, killer, 'kills-its-process', detail)), detail };
  }

  /** To be called after the commit. */
  posted(): void {
    this.postOffice.posted();
  }

  private async tellSaga(tx: Transaction, claimed: Claimed, reason: string): Promise<void> {
    const to = waitingSagaOf(claimed);
    if (!to) return;
    const cause = causeOf(claimed.envelope, await tx.now());
    await this.postOffice.post(tx, [this.envelopes.undeliverable(to, reason, cause)]);
  }
}

/** Of a command or an event: the saga that asked. Of an answer: the saga that it was for, which cannot take it. */
function waitingSagaOf({ queue, envelope }: Claimed): ReplyAddress | undefined {
  const { replyTo, saga, key, inReplyTo: token } = envelope;
  if (replyTo) return replyTo;
  return saga === undefined || token === undefined ? undefined : { queue, saga, key, token };
}

/** In a rolling deployment others know what this program does not: a message, or what a history or a saga is made of. */
function unknownIn(error: unknown): UndecodableMessage | undefined {
  if (error instanceof UndecodableMessage) return error.reason === 'invalid-data' ? undefined : error;
  return error instanceof Error ? unknownIn(error.cause) : undefined;
}
