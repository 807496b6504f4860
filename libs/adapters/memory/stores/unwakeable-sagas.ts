import type { Envelope, SagaInstance } from '#kernel';
import type { Session } from '../engine/session.js';
import type { SagaRow, Storage } from '../storage.js';
import { nameOf } from './json.js';

const OTHERS_WAKE: ReadonlySet<string> = new Set(['event', 'person', 'operator']);

/** Sagas that have no timer, and no message that is for them or could lead to an answer for them. */
export class UnwakeableSagas {
  constructor(
    private readonly session: Session,
    private readonly storage: Storage,
  ) {}

  find(sagas: readonly string[], unchangedForMs: number, limit: number): SagaInstance[] {
    const unchangedSince = this.session.clock.now() - unchangedForMs;
    const isCandidate = ({ saga, status, updatedAt }: SagaRow): boolean =>
      sagas.includes(saga) &&
      (status === 'running' || status === 'compensating') &&
      Date.parse(updatedAt) <= unchangedSince;
    const candidates = [...this.storage.sagas.seenBy(this.session)].filter(isCandidate);
    if (candidates.length === 0) return [];
    const wakeable = this.wakeable();
    return candidates
      .filter(({ saga, key }) => !wakeable.has(nameOf(saga, key)))
      .toSorted((a, b) => Date.parse(a.updatedAt) - Date.parse(b.updatedAt))
      .map(({ summary }) => summary.parse().instance)
      .filter(({ pending }) => !pending.some(({ kind }) => OTHERS_WAKE.has(kind)))
      .slice(0, limit);
  }

  private wakeable(): Set<string> {
    const names = [...this.storage.timers.seenBy(this.session)].map(({ timer }) =>
      nameOf(timer.saga, timer.key),
    );
    const underWay = [...this.queued(), ...[...this.storage.outgoing.seenBy(this.session)].map(envelopeOf)];
    return new Set([...names, ...underWay.flatMap(leadsTo)]);
  }

  private *queued(): Generator<Envelope, void, void> {
    for (const queue of this.storage.queueNames) {
      for (const [, messages] of this.storage.messagesOf(queue).entries()) {
        for (const message of messages.seenBy(this.session)) yield envelopeOf(message);
      }
    }
  }
}

const envelopeOf = ({ envelope }: { readonly envelope: { parse(): Envelope } }): Envelope => envelope.parse();

const leadsTo = ({ saga, key, replyTo }: Envelope): string[] => [
  ...(saga === undefined ? [] : [nameOf(saga, key)]),
  ...(replyTo ? [nameOf(replyTo.saga, replyTo.key)] : []),
];
