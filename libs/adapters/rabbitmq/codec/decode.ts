import { type Envelope, envelopeProblem, type ReplyAddress } from '#kernel';
import type { Message } from 'amqplib';
import { ATTRIBUTE_OF, headerOf, otherHeaderOf, REPLY_ATTRIBUTE_OF } from './attributes.js';
import { BODY_BYTES_MAX, DEPTH_MAX, isDeep } from './bounds.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const VERSIONED_TYPE = /^(.+)\.v(\d{1,9})$/s;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const KINDS: readonly Envelope['kind'][] = ['command', 'event', 'refusal', 'timer', 'signal'];

/** What came from the broker is no envelope; the message says what is wrong with it. */
export class NotAnEnvelope extends Error {
  override readonly name = 'NotAnEnvelope';
}

/** @throws NotAnEnvelope */
export function decode({ content, properties }: Pick<Message, 'content' | 'properties'>): Envelope {
  const attributes = new Attributes(properties.headers ?? {});
  const { type, version } = typeOf(attributes.required('type'));
  const causationId = attributes.optional(ATTRIBUTE_OF.causationId);
  const replyTo = replyAddressOf(attributes);
  const inReplyTo = attributes.optional(ATTRIBUTE_OF.inReplyTo);
  const saga = attributes.optional(ATTRIBUTE_OF.saga);
  const position = attributes.optional(ATTRIBUTE_OF.position);
  const operationId = attributes.optional(ATTRIBUTE_OF.operationId);
  const endsWithSaga = attributes.optional(ATTRIBUTE_OF.endsWithSaga);
  const traceparent = attributes.optional(ATTRIBUTE_OF.traceparent);
  const envelope: Envelope = {
    id: idOf(attributes.required(ATTRIBUTE_OF.id)),
    kind: kindOf(attributes.required(ATTRIBUTE_OF.kind)),
    type,
    version,
    key: attributes.required(ATTRIBUTE_OF.key),
    data: dataOf(content),
    at: timeOf(attributes.required(ATTRIBUTE_OF.at)),
    correlationId: attributes.required(ATTRIBUTE_OF.correlationId),
    ...(causationId !== undefined && { causationId }),
    ...(replyTo && { replyTo }),
    ...(inReplyTo !== undefined && { inReplyTo }),
    ...(saga !== undefined && { saga }),
    ...(position !== undefined && { position }),
    ...(operationId !== undefined && { operationId }),
    ...(endsWithSaga !== undefined && { endsWithSaga }),
    ...(traceparent !== undefined && { traceparent }),
  };
  const problem = envelopeProblem(envelope);
  if (problem !== undefined) throw new NotAnEnvelope(problem);
  return envelope;
}

class Attributes {
  constructor(private readonly headers: Readonly<Record<string, unknown>>) {}

  optional(name: string): string | undefined {
    const value = this.headers[headerOf(name)] ?? this.headers[otherHeaderOf(name)];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw new NotAnEnvelope(`Its ${headerOf(name)} is no text`);
    return value;
  }

  required(name: string): string {
    const value = this.optional(name);
    if (value === undefined) throw new NotAnEnvelope(`It has no header ${headerOf(name)}`);
    return value;
  }
}

function typeOf(text: string): { type: string; version: number } {
  const [, type, version] = VERSIONED_TYPE.exec(text) ?? [];
  if (type === undefined) throw new NotAnEnvelope('Its type does not end with a version, such as .v1');
  return { type, version: Number(version) };
}

function idOf(id: string): string {
  if (!UUID.test(id)) throw new NotAnEnvelope('Its id is no UUID');
  return id;
}

function kindOf(text: string): Envelope['kind'] {
  const kind = KINDS.find((each) => each === text);
  if (!kind) throw new NotAnEnvelope(`Its kind is none of ${KINDS.join(', ')}`);
  return kind;
}

function timeOf(at: string): string {
  if (Number.isNaN(Date.parse(at))) throw new NotAnEnvelope('Its time is no time');
  return at;
}

function replyAddressOf(attributes: Attributes): ReplyAddress | undefined {
  if (attributes.optional(REPLY_ATTRIBUTE_OF.queue) === undefined) return undefined;
  return {
    queue: attributes.required(REPLY_ATTRIBUTE_OF.queue),
    saga: attributes.required(REPLY_ATTRIBUTE_OF.saga),
    key: attributes.required(REPLY_ATTRIBUTE_OF.key),
    token: attributes.required(REPLY_ATTRIBUTE_OF.token),
  };
}

function dataOf(content: Buffer): unknown {
  if (content.length === 0) return undefined;
  if (content.length > BODY_BYTES_MAX) {
    throw new NotAnEnvelope(
      `Its body has ${content.length} bytes, and ${BODY_BYTES_MAX} are carried at the most`,
    );
  }
  const data = jsonOf(content);
  if (isDeep(data)) throw new NotAnEnvelope(`Its body is nested deeper than ${DEPTH_MAX} levels`);
  return data;
}

function jsonOf(content: Buffer): unknown {
  try {
    return JSON.parse(UTF8.decode(content));
  } catch {
    throw new NotAnEnvelope('Its body is no JSON in UTF-8');
  }
}
