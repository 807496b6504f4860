import type { Addressed, Envelope, Ids, Message, ReplyAddress, SagaRef, StoredEvent, Timer } from '#kernel';
import type { Routes } from './routes.js';
import { SAGA_UNDELIVERABLE } from './saga-inputs.js';

/** What all that follows from one message has in common. */
export interface Cause {
  readonly at: string;
  readonly causationId: string;
  readonly correlationId: string;
  readonly traceparent?: string;
  readonly operationId?: string;
  readonly endsWithSaga?: string;
  readonly replyTo?: ReplyAddress;
}

export function causeOf(envelope: Envelope, nowMs: number): Cause {
  const { traceparent, operationId, endsWithSaga, replyTo } = envelope;
  return {
    at: new Date(nowMs).toISOString(),
    causationId: envelope.id,
    correlationId: envelope.correlationId,
    ...(traceparent !== undefined && { traceparent }),
    ...(operationId !== undefined && { operationId }),
    ...(endsWithSaga !== undefined && { endsWithSaga }),
    ...(replyTo !== undefined && { replyTo }),
  };
}

/** Addresses what the engine sends. */
export class Envelopes {
  constructor(
    private readonly routes: Routes,
    private readonly ids: Ids,
  ) {}

  /** A command for the context that decides it. */
  command(
    message: Message,
    cause: Cause,
    options: { id?: string; key: string; replyTo?: ReplyAddress },
  ): Addressed {
    const { at, causationId, correlationId, traceparent } = cause;
    const { queue } = this.routes.deciderOf(message.type);
    return {
      queue,
      envelope: {
        ...contentOf(message),
        id: options.id ?? this.ids.next(),
        key: options.key,
        at,
        causationId,
        correlationId,
        ...(traceparent !== undefined && { traceparent }),
        ...(options.replyTo && { replyTo: options.replyTo }),
      },
    };
  }

  /** An event that was kept, for everybody who wants it. */
  event(message: Message, stored: StoredEvent, cause: Cause): Addressed[] {
    const { at, correlationId, traceparent, operationId, endsWithSaga, replyTo } = cause;
    const common = {
      ...contentOf(message),
      at,
      correlationId,
      causationId: stored.id,
      ...(traceparent !== undefined && { traceparent }),
    };
    const sagas = this.routes.sagasInterestedIn(message.type).map((interest) => ({
      queue: interest.queue,
      envelope: {
        ...common,
        id: this.ids.next(),
        saga: interest.saga,
        key: interest.key(message),
        ...(operationId !== undefined &&
          interest.starts &&
          endsWithSaga === interest.saga && { operationId }),
      },
    }));
    // The commands of a handler answer the saga that is behind the event, so the address travels with it: to the handlers of
    // the context that was asked, and to nobody else's.
    const asked = `${message.type.slice(0, message.type.indexOf('.'))}.`;
    const handlers = [...this.routes.queuesSubscribedTo(message.type)].map((queue) => ({
      queue,
      envelope: {
        ...common,
        id: stored.id,
        key: stored.stream,
        ...(replyTo && queue.startsWith(asked) && { replyTo }),
      },
    }));
    return [...sagas, ...handlers];
  }

  /** The answer to a command. */
  reply(message: Message, to: ReplyAddress, cause: Cause): Addressed {
    const { at, causationId, correlationId, traceparent } = cause;
    return {
      queue: to.queue,
      envelope: {
        ...contentOf(message),
        id: this.ids.next(),
        saga: to.saga,
        key: to.key,
        at,
        causationId,
        correlationId,
        inReplyTo: to.token,
        ...(traceparent !== undefined && { traceparent }),
      },
    };
  }

  /** Tells a saga that no answer will come by itself. @param reason a sentence for people */
  undeliverable(to: ReplyAddress, reason: string, cause: Cause): Addressed {
    const { at, causationId, correlationId, traceparent } = cause;
    const { queue, saga, key, token } = to;
    return {
      queue,
      envelope: {
        id: this.ids.next(),
        kind: 'signal',
        type: SAGA_UNDELIVERABLE,
        version: 1,
        saga,
        key,
        data: { saga, token, reason },
        at,
        causationId,
        correlationId,
        ...(traceparent !== undefined && { traceparent }),
      },
    };
  }

  /** The same, for a saga of which only its name and key are known. */
  unanswerable({ saga, key, token }: Timer, reason: string, cause: Cause): Addressed[] {
    const queue = this.routes.queueOfSaga(saga);
    return queue === undefined ? [] : [this.undeliverable({ queue, saga, key, token }, reason, cause)];
  }

  /** A timer that is due, as a message to its saga: it waits its turn like all that concerns the saga. */
  timer({ saga, key, token }: Timer, nowMs: number): Addressed[] {
    const queue = this.routes.queueOfSaga(saga);
    if (queue === undefined) return [];
    return [{ queue, envelope: this.timerEnvelope({ saga, key }, token, nowMs) }];
  }

  private timerEnvelope({ saga, key }: SagaRef, token: string, nowMs: number): Envelope {
    return {
      id: this.ids.next(),
      kind: 'timer',
      type: 'saga.timer',
      version: 1,
      saga,
      key,
      data: { token },
      at: new Date(nowMs).toISOString(),
      correlationId: key,
    };
  }
}

const contentOf = ({ kind, type, version, data }: Message) => ({ kind, type, version, data });
