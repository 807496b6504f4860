import { describe, expect, it } from '@jest/globals';
import type { Envelope } from '#kernel';
import type { MessageProperties } from 'amqplib';
import {
  assert,
  constantFrom,
  date,
  integer,
  jsonValue,
  property,
  record,
  string,
  uint8Array,
  uuid,
} from 'fast-check';
import { decode, NotAnEnvelope } from './decode.js';
import { BODY_BYTES_MAX } from './bounds.js';
import { encode } from './encode.js';
import { fingerprintOf, rawOf } from './raw-message.js';

const text = (minLength = 0) =>
  string({ unit: 'grapheme', minLength, maxLength: 60 }).filter((each) => !each.includes('\0'));

/** Whatever an envelope may have, with and without what it need not have. */
const envelopes = record<Required<Envelope>, keyof typeof sample>(
  {
    id: uuid(),
    kind: constantFrom('command', 'event', 'refusal', 'timer', 'signal'),
    type: text(1),
    version: integer({ min: 0, max: 999_999_999 }),
    key: text(),
    data: jsonValue(),
    at: date({ noInvalidDate: true, min: new Date(0), max: new Date('2999-12-31') }).map((at) =>
      at.toISOString(),
    ),
    correlationId: text(),
    causationId: uuid(),
    replyTo: record({ queue: text(), saga: text(), key: text(), token: text() }),
    inReplyTo: text(),
    saga: text(),
    position: text(),
    operationId: uuid(),
    endsWithSaga: text(),
    traceparent: text(),
  },
  { requiredKeys: ['id', 'kind', 'type', 'version', 'key', 'data', 'at', 'correlationId'] },
);

const sample = {
  id: '0197f2c1-0000-7000-8000-000000000001',
  kind: 'command',
  type: 'gift-cards.load-card',
  version: 2,
  key: 'card-1',
  data: { amount: 25 },
  at: '2026-11-22T09:41:23.412Z',
  correlationId: 'flow-1',
} as const satisfies Envelope;

/** What a consumer is given, as far as it is read here. */
function received(body: Buffer, headers: Record<string, unknown>, contentType = 'application/json') {
  const properties: MessageProperties = {
    contentType,
    contentEncoding: undefined,
    headers,
    deliveryMode: 2,
    priority: undefined,
    correlationId: undefined,
    replyTo: undefined,
    expiration: undefined,
    messageId: undefined,
    timestamp: undefined,
    type: undefined,
    userId: undefined,
    appId: undefined,
    clusterId: undefined,
  };
  return { content: body, properties };
}

function headersOf(envelope: Envelope): Record<string, unknown> {
  return { ...encode(envelope).properties.headers };
}

const sampleWith = (changes: Record<string, unknown>, body = '{}') =>
  received(Buffer.from(body), { ...headersOf(sample), ...changes });

const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

describe('An envelope on the wire', () => {
  it('comes back as it was', () => {
    assert(
      property(envelopes, (envelope) => {
        const { body } = encode(envelope);
        const stored: unknown = JSON.parse(JSON.stringify(envelope));
        expect(decode(received(body, headersOf(envelope)))).toEqual(stored);
      }),
      { numRuns: 500 },
    );
  });

  it('is a CloudEvent 1.0 in binary mode', () => {
    const { body, properties } = encode({ ...sample, causationId: 'cause-1' });
    expect(body.toString()).toBe('{"amount":25}');
    expect(properties).toMatchObject({
      contentType: 'application/json',
      messageId: sample.id,
      correlationId: 'flow-1',
      type: 'gift-cards.load-card',
      timestamp: 1_795_340_483,
      headers: {
        cloudEvents_specversion: '1.0',
        cloudEvents_id: sample.id,
        cloudEvents_source: 'urn:countersign:gift-cards',
        cloudEvents_type: 'gift-cards.load-card.v2',
        cloudEvents_time: sample.at,
        cloudEvents_partitionkey: 'card-1',
        cloudEvents_correlationid: 'flow-1',
        cloudEvents_causationid: 'cause-1',
      },
    });
  });

  it('names its attributes as CloudEvents may be named', () => {
    assert(
      property(envelopes, (envelope) => {
        for (const name of Object.keys(headersOf(envelope)))
          expect(name).toMatch(/^cloudEvents_[a-z]{1,20}$/);
      }),
    );
  });

  it('is understood with the other separator that CloudEvents allow', () => {
    const headers = Object.fromEntries(
      Object.entries(headersOf(sample)).map(([name, value]) => [name.replace('_', ':'), value]),
    );
    expect(decode(received(Buffer.from('{"amount":25}'), headers))).toEqual(sample);
  });

  it('leaves out properties that are too long for the broker, which are repeated in the headers', () => {
    const correlationId = 'é'.repeat(200);
    const { properties } = encode({ ...sample, correlationId });
    expect(properties.correlationId).toBeUndefined();
    expect(properties.headers).toMatchObject({ cloudEvents_correlationid: correlationId });
  });

  it('is not made when its data is too large', () => {
    const data = 'x'.repeat(BODY_BYTES_MAX);
    expect(() => encode({ ...sample, data })).toThrow(/4194306 bytes, and 4194304 are carried/);
  });

  it('is not made when nobody could take it', () => {
    const { id: _, ...anonymous } = sample;
    const odd: Envelope = JSON.parse(JSON.stringify(anonymous));
    expect(() => encode(odd)).toThrow(/Its id is wrong/);
    expect(() => encode({ ...sample, data: nested(10_000) })).toThrow(/nested deeper than 100 levels/);
  });
});

describe('What is no envelope', () => {
  it.each([
    ['without an id', { cloudEvents_id: undefined }, 'It has no header cloudEvents_id'],
    ['with an id that is no UUID', { cloudEvents_id: 'order 12' }, 'Its id is no UUID'],
    ['with a header that is no text', { cloudEvents_partitionkey: 7 }, 'cloudEvents_partitionkey is no text'],
    ['of an unknown kind', { cloudEvents_kind: 'rumour' }, 'Its kind is none of command, event'],
    ['without a version', { cloudEvents_type: 'gift-cards.load-card' }, 'does not end with a version'],
    ['of no time', { cloudEvents_time: 'yesterday' }, 'Its time is no time'],
    ['with a key that no database holds', { cloudEvents_partitionkey: 'a\0b' }, 'contains a NUL character'],
    ['with a key that no index holds', { cloudEvents_partitionkey: 'k'.repeat(3_000) }, 'Its key is wrong'],
    ['with a flow that no database holds', { cloudEvents_correlationid: '\0' }, 'contains a NUL character'],
    ['with an operation that is no UUID', { cloudEvents_operationid: '7' }, 'Its operationId is wrong'],
    ['with half a reply address', { cloudEvents_replyqueue: 'tills' }, 'no header cloudEvents_replysaga'],
  ])('is told by what is wrong with it: %s', (_what, changes, detail) => {
    expect(() => decode(sampleWith(changes))).toThrow(NotAnEnvelope);
    expect(() => decode(sampleWith(changes))).toThrow(detail);
  });

  it('may be any bytes: nothing but that is said of them', () => {
    assert(
      property(uint8Array({ minLength: 1 }), (bytes) => {
        expect(() => decode(received(Buffer.from(bytes), {}))).toThrow(NotAnEnvelope);
      }),
    );
  });

  it('may have a body that is no JSON or no UTF-8', () => {
    const headers = headersOf(sample);
    expect(() => decode(received(Buffer.from('{"amount":'), headers))).toThrow(
      'Its body is no JSON in UTF-8',
    );
    expect(() => decode(received(Buffer.from([0x22, 0xff, 0x22]), headers))).toThrow(NotAnEnvelope);
  });

  it('may have a body that is too large, or too deep to be written again', () => {
    const headers = headersOf(sample);
    const deep = Buffer.from('['.repeat(10_000) + ']'.repeat(10_000));
    expect(() => decode(received(deep, headers))).toThrow('nested deeper than 100 levels');
    const large = Buffer.from(`"${'x'.repeat(BODY_BYTES_MAX)}"`);
    expect(() => decode(received(large, headers))).toThrow(/4194306 bytes, and 4194304 are carried/);
  });

  it('is kept as text where it is text, else in Base64, and not beyond 64 KiB', () => {
    expect(rawOf(received(Buffer.from('hällo'), {}))).toMatchObject({ text: 'hällo' });
    expect(rawOf(received(Buffer.from([0xff, 0x00]), {}))).toMatchObject({ base64: '/wA=' });
    expect(rawOf(received(Buffer.alloc(100_000, 'x'), {}))).toMatchObject({
      text: 'x'.repeat(65_536),
      bytes: 100_000,
    });
  });

  it('is known again by a UUID', () => {
    const poison = received(Buffer.from('poison'), { from: 'abroad' });
    expect(fingerprintOf(poison)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(fingerprintOf(received(Buffer.from('poison'), { from: 'abroad' }))).toBe(fingerprintOf(poison));
    expect(fingerprintOf(received(Buffer.from('poison'), { from: 'home' }))).not.toBe(fingerprintOf(poison));
  });
});
