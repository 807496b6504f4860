import {
  type Envelope,
  type Message,
  type MessageCatalog,
  type SagaInput,
  UndecodableMessage,
} from '#kernel';
import { z } from 'zod';
import type { SagaInterest } from './routes.js';

const TimerData = z.strictObject({ token: z.string() });

const DecisionData = z.strictObject({
  saga: z.string(),
  step: z.string(),
  approved: z.boolean(),
  by: z.string(),
  reason: z.string(),
});

const UndeliverableData = z.strictObject({ saga: z.string(), token: z.string(), reason: z.string() });
const ResumeData = z.strictObject({ saga: z.string(), by: z.string(), reason: z.string() });

/** The signals that people send to sagas. */
export const SAGA_DECISION = 'saga.decision';
export const SAGA_RESUME = 'saga.resume';
/** The signal of the engine that a command, or the answer to it, is a dead letter. */
export const SAGA_UNDELIVERABLE = 'saga.undeliverable';

/** @returns what the envelope means to its saga. @throws UndecodableMessage */
export function sagaInput(
  envelope: Envelope,
  catalog: MessageCatalog,
  interests: readonly SagaInterest[],
): SagaInput {
  switch (envelope.kind) {
    case 'timer':
      return { kind: 'timer', ...parse(TimerData, envelope) };
    case 'signal':
      return signal(envelope);
    case 'command':
      throw new UndecodableMessage('invalid-data', 'A saga takes no commands');
    case 'event':
    case 'refusal':
      return spoken(envelope, catalog.decode(envelope), interests);
  }
}

function spoken(envelope: Envelope, message: Message, interests: readonly SagaInterest[]): SagaInput {
  if (envelope.inReplyTo !== undefined) return { kind: 'reply', token: envelope.inReplyTo, message };
  const starts = interests.some((each) => each.saga === envelope.saga && each.starts);
  if (!starts) return { kind: 'event', message };
  const { correlationId, operationId } = envelope;
  return { kind: 'start', message, correlationId, ...(operationId !== undefined && { operationId }) };
}

function signal(envelope: Envelope): SagaInput {
  switch (envelope.type) {
    case SAGA_DECISION: {
      const { saga: _, ...decision } = parse(DecisionData, envelope);
      return { kind: 'decision', ...decision };
    }
    case SAGA_RESUME: {
      const { saga: _, ...resume } = parse(ResumeData, envelope);
      return { kind: 'resume', ...resume };
    }
    case SAGA_UNDELIVERABLE: {
      const { token, reason } = parse(UndeliverableData, envelope);
      return { kind: 'undeliverable', token, reason };
    }
    default:
      throw new UndecodableMessage('unknown-type', `No signal is called ${envelope.type}`);
  }
}

function parse<T>(schema: z.ZodType<T>, envelope: Envelope): T {
  const parsed = schema.safeParse(envelope.data);
  if (parsed.success) return parsed.data;
  throw new UndecodableMessage('invalid-data', `${envelope.type}: ${z.prettifyError(parsed.error)}`);
}
