import type { Addressed, Claimed, LogPosition, Transaction } from '#kernel';
import type { Decisions } from './decisions.js';
import type { Failed } from './failed-messages.js';
import type { FollowUps } from './follow-ups.js';
import { isForSaga, type SagaWork } from './saga-work.js';

/** The messages of one transaction: those that it has claimed, then what follows from them, wave by wave. */
export class Turn {
  private readonly sent: Addressed[] = [];

  constructor(
    private readonly tx: Transaction,
    private readonly decisions: Decisions,
    private readonly sagas: SagaWork,
    private readonly followUps: FollowUps,
  ) {}

  /** @returns which of the claimed messages are handled, and which have failed: those behind them stay in the queue */
  async handle(batch: readonly Claimed[]): Promise<{ handled: Claimed[]; failed: Failed[] }> {
    const failed: Failed[] = [];
    const first = await this.wave(batch, (claimed, error) => failed.push({ claimed, error }));
    let { here } = await this.part(first.sent);
    while (here.length > 0) {
      // What fails is tried again out of its queue, where failures are counted.
      const wave = await this.wave(here, () => undefined);
      this.sent.push(...wave.left);
      ({ here } = await this.part(wave.sent));
    }
    return { handled: first.handled, failed };
  }

  /** What goes through the queues. @param position where the log stands after this transaction, when it has kept events */
  outgoing(position: LogPosition | undefined): Addressed[] {
    if (position === undefined) return this.sent;
    return this.sent.map((each) =>
      each.envelope.inReplyTo === undefined ? each : { ...each, envelope: { ...each.envelope, position } },
    );
  }

  private async part(messages: readonly Addressed[]): Promise<{ here: Addressed[] }> {
    const { here, elsewhere } = await this.followUps.part(this.tx, messages);
    this.sent.push(...elsewhere);
    return { here };
  }

  /** One that fails takes along only what is behind it under the same key. */
  private async wave<M extends Addressed>(
    messages: readonly M[],
    onFailure: (message: M, error: unknown) => void,
  ) {
    const envelopes = messages.map((each) => each.envelope);
    const commands = envelopes.filter((each) => !isForSaga(each));
    await Promise.all([
      this.decisions.load(this.tx, commands),
      this.sagas.load(this.tx, envelopes.filter(isForSaga)),
    ]);
    const handled: M[] = [];
    const left: M[] = [];
    const sent: Addressed[] = [];
    for (const message of messages) {
      if (this.followUps.isHandedOver(message)) {
        left.push(message);
        continue;
      }
      try {
        sent.push(...this.handleOne(message));
        handled.push(message);
      } catch (error) {
        this.followUps.handOver(message);
        left.push(message);
        onFailure(message, error);
      }
    }
    return { handled, left, sent };
  }

  private handleOne({ envelope }: Addressed): Addressed[] {
    return isForSaga(envelope) ? this.sagas.handle(envelope) : this.decisions.handle(envelope);
  }
}
