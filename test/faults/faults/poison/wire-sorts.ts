import { randomUUID } from 'node:crypto';
import type { Dice } from '../../../../apps/demo/plan/dice.js';
import { inJson } from '../../world/planted.js';

/** What is put on the wire, and what is to be found of it as a dead letter. */
export interface WirePoison {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly reason: string;
  readonly payload: string;
}

type Sort = (good: Good, dice: Dice) => WirePoison;

/** A message that would be taken, but for one thing. */
interface Good {
  readonly mark: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** As the codec of the transport bounds it. */
const BODY_BYTES_MAX = 4 * 1024 * 1024;
const FAR_OVER = 17 * 1024 * 1024;
const DEEP = 10_000;
const REQUIRED = ['id', 'type', 'kind', 'time', 'partitionkey', 'correlationid'] as const;

const header = (name: string): string => `cloudEvents_${name}`;

/** A command that a context decides, and that fits none of its schemas without its data. */
export const goodHeaders = (mark: string): Record<string, string> => ({
  [header('specversion')]: '1.0',
  [header('source')]: 'urn:countersign:test',
  [header('id')]: randomUUID(),
  [header('type')]: 'gift-cards.load-card.v1',
  [header('kind')]: 'command',
  [header('time')]: new Date().toISOString(),
  [header('partitionkey')]: mark,
  [header('correlationid')]: mark,
  'x-planted': mark,
});

/** Not taken from the wire: its body, or something else of it, cannot be read. */
const garbled =
  (bodyOf: (good: Good, dice: Dice) => Buffer, payloadOf: (body: Buffer) => string): Sort =>
  (good, dice) => {
    const body = bodyOf(good, dice);
    return { headers: good.headers, body, reason: 'not-an-envelope', payload: payloadOf(body) };
  };

const start = (body: Buffer): string => inJson(body.subarray(0, 40).toString());

/** Its headers are not those of an envelope. */
const beheaded =
  (changes: (good: Good, dice: Dice) => Readonly<Record<string, unknown>>): Sort =>
  (good, dice) => {
    const body = Buffer.from(JSON.stringify({ said: good.mark }));
    const headers = { ...good.headers, ...changes(good, dice) };
    return { headers, body, reason: 'not-an-envelope', payload: start(body) };
  };

/** An envelope, which means nothing to anybody here. */
const strange =
  (reason: string, text: (good: Good) => string, changes: Readonly<Record<string, unknown>> = {}): Sort =>
  (good) => {
    const said = text(good);
    return {
      headers: { ...good.headers, ...changes },
      body: Buffer.from(said),
      reason,
      payload: said.slice(0, 60),
    };
  };

const unknown = { [header('type')]: 'gift-cards.never-heard.v1' };
const said = ({ mark }: Good): string => `{"said":"${mark}"}`;

const oversize: Sort = (good, dice) => {
  const bytes = dice.chance(0.05) ? FAR_OVER : BODY_BYTES_MAX + 1;
  const body = Buffer.alloc(bytes, 'x')
    .fill('"', 0, 1)
    .fill('"', bytes - 1);
  return { headers: good.headers, body, reason: 'not-an-envelope', payload: inJson(`"${'x'.repeat(60)}`) };
};

/** Just not oversize: it is taken, and then nobody can do anything with it. */
const atTheLimit: Sort = (good, dice) => {
  const bytes = dice.chance(0.05) ? BODY_BYTES_MAX : 64 * 1024;
  const body = Buffer.alloc(bytes, 'x')
    .fill('"', 0, 1)
    .fill('"', bytes - 1);
  return { headers: good.headers, body, reason: 'invalid-data', payload: `"${'x'.repeat(60)}` };
};

/** The last one counts, here as in PostgreSQL. */
const duplicateKeys: Sort = (good) => {
  const body = Buffer.from('{"cardId":"9c0cc2a1-6a43-4f5e-8d8a-2a4f4e3f9a10","cardId":7}');
  return { headers: good.headers, body, reason: 'invalid-data', payload: '{"cardId":7}' };
};

export const wireSorts: Readonly<Record<string, Sort>> = {
  'undecodable JSON': garbled(({ mark }) => Buffer.from(`{"said": "${mark}`), start),
  'invalid UTF-8': garbled(
    () => Buffer.from([0x22, 0xff, 0xfe, 0xc3, 0x28, 0x22]),
    (body) => body.toString('base64'),
  ),
  'an empty text': garbled(
    () => Buffer.from('   '),
    () => '"text":"   "',
  ),
  'depth of 10,000': garbled(() => Buffer.from('['.repeat(DEEP) + ']'.repeat(DEEP)), start),
  oversize,
  'at the limit': atTheLimit,
  'NUL in the data': strange('unknown-type', () => '{"said":"\\u0000"}', unknown),
  'lone surrogate': strange('unknown-type', () => '{"said":"\\ud800"}', unknown),
  'duplicate keys': duplicateKeys,
  'data with __proto__': strange('invalid-data', () => '{"__proto__":{"admin":true},"cardId":7}'),
  'invalid data': strange('invalid-data', said),
  'no data': strange('invalid-data', () => ''),
  'unknown type': strange('unknown-type', said, unknown),
  'unknown version': strange('unknown-version', said, { [header('type')]: 'gift-cards.load-card.v99' }),
  'unknown saga': strange('unknown-type', () => '{"token":"x"}', {
    [header('type')]: 'saga.timer.v1',
    [header('kind')]: 'timer',
    [header('saga')]: 'purchasing.never-heard',
  }),
  'unknown signal': strange('unknown-type', said, {
    [header('type')]: 'saga.wave.v1',
    [header('kind')]: 'signal',
    [header('saga')]: 'purchasing.purchase',
  }),
  'missing header': beheaded((_, dice) => ({ [header(dice.pick(REQUIRED))]: undefined })),
  'no headers': beheaded(({ headers }) =>
    Object.fromEntries(
      Object.keys(headers).map((name) => [name, name === 'x-planted' ? headers[name] : undefined]),
    ),
  ),
  'header that is no text': beheaded((_, dice) => ({ [header(dice.pick(REQUIRED))]: 7 })),
  'over-long message id': beheaded(() => ({ [header('id')]: 'x'.repeat(300) })),
  'over-long key': beheaded(({ mark }) => ({ [header('partitionkey')]: mark.repeat(80) })),
  'NUL in the key': beheaded(({ mark }) => ({ [header('partitionkey')]: `${mark}\0` })),
  'NUL in the flow': beheaded(({ mark }) => ({ [header('correlationid')]: `${mark}\0` })),
  'operation that is no UUID': beheaded(() => ({ [header('operationid')]: 'x' })),
  'wrong content type': (good) => {
    const body = Buffer.from(`<load card="${good.mark}"/>`);
    const payload = start(body);
    return {
      headers: good.headers,
      body,
      contentType: 'application/xml',
      reason: 'not-an-envelope',
      payload,
    };
  },
};
