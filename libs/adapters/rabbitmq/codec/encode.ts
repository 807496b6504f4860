import { type Envelope, envelopeProblem } from '#kernel';
import type { Options } from 'amqplib';
import { ATTRIBUTE_OF, headerOf, REPLY_ATTRIBUTE_OF } from './attributes.js';
import { BODY_BYTES_MAX, DEPTH_MAX, isDeep } from './bounds.js';

const PROPERTY_BYTES_MAX = 255;

export interface WireMessage {
  readonly body: Buffer;
  readonly properties: Options.Publish;
}

/**
 * An envelope as a CloudEvent 1.0 in binary mode: attributes are headers, data is the body.
 * @throws RangeError when nobody could take it: it is no envelope, or its data is too large or too deep
 */
export function encode(envelope: Envelope): WireMessage {
  const problem = envelopeProblem(envelope);
  if (problem !== undefined) throw new RangeError(problem);
  const { data } = envelope;
  if (isDeep(data)) throw new RangeError(`Its data is nested deeper than ${DEPTH_MAX} levels`);
  const body = data === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(data));
  if (body.length > BODY_BYTES_MAX) {
    throw new RangeError(`Its data has ${body.length} bytes, and ${BODY_BYTES_MAX} are carried at the most`);
  }
  return { body, properties: { ...basicProperties(envelope), headers: headersOf(envelope) } };
}

function headersOf(envelope: Envelope): Record<string, string> {
  const { type, version, replyTo } = envelope;
  return {
    [headerOf('specversion')]: '1.0',
    [headerOf('source')]: `urn:countersign:${type.split('.', 1).join('')}`,
    [headerOf('type')]: `${type}.v${version}`,
    ...headersFrom(envelope, ATTRIBUTE_OF),
    ...(replyTo && headersFrom(replyTo, REPLY_ATTRIBUTE_OF)),
  };
}

function headersFrom(values: object, attributeOf: Readonly<Record<string, string>>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [field, attribute] of Object.entries(attributeOf)) {
    const value: unknown = Reflect.get(values, field);
    if (typeof value === 'string') headers[headerOf(attribute)] = value;
  }
  return headers;
}

/** For people and tools that look at the broker. We read the headers only. */
function basicProperties(envelope: Envelope): Options.Publish {
  const saidAtS = Math.floor(Date.parse(envelope.at) / 1_000);
  return {
    contentType: 'application/json',
    contentEncoding: 'utf-8',
    appId: 'countersign',
    messageId: envelope.id,
    ...(fits(envelope.type) && { type: envelope.type }),
    ...(fits(envelope.correlationId) && { correlationId: envelope.correlationId }),
    ...(saidAtS >= 0 && { timestamp: saidAtS }),
  };
}

const fits = (text: string): boolean => Buffer.byteLength(text) <= PROPERTY_BYTES_MAX;
