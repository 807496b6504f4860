import type { Dice } from '../../../../apps/demo/plan/dice.js';

/** A row as somebody who may write into the tables could have put it there, and what is to be found of it. */
export interface RowPoison {
  /** JSON, as PostgreSQL takes it. */
  readonly envelope: string;
  readonly reason: string;
  readonly payload: string;
  /** Where it is not the one that all of its kind go to. */
  readonly queue?: string;
}

type Sort = (good: GoodRow, dice: Dice) => RowPoison;

interface GoodRow {
  readonly id: string;
  readonly mark: string;
}

const DEEP = '['.repeat(4_000) + ']'.repeat(4_000);
const OVERSIZE = 5 * 1024 * 1024;

const envelopeOf = ({ id, mark }: GoodRow) => ({
  id,
  kind: 'command',
  type: 'gift-cards.load-card',
  version: 1,
  key: mark,
  data: { said: mark },
  at: new Date().toISOString(),
  correlationId: mark,
});

const written =
  (reason: string, changes: object): Sort =>
  (good) => ({
    envelope: JSON.stringify({ ...envelopeOf(good), ...changes }),
    reason,
    payload: `"said":"${good.mark}"`,
  });

const literal =
  (reason: string, text: string): Sort =>
  () => ({ envelope: text, reason, payload: text });

/** Data that JavaScript can read, and that is not what it seems. */
const withData =
  (reason: string, text: string, changes: object = {}): Sort =>
  (good) => ({
    envelope: JSON.stringify({ ...envelopeOf(good), ...changes, data: 'DATA' }).replace('"DATA"', () => text),
    reason,
    payload: text.slice(0, 60),
  });

const oversize =
  (reason: string): Sort =>
  (good, dice) =>
    withData(reason, `"${'x'.repeat(dice.chance(0.05) ? OVERSIZE : OVERSIZE / 100)}"`)(good, dice);

const NEVER_HEARD = { type: 'gift-cards.never-heard' };

/** Sorts that neither a relay nor a mailbox takes for an envelope; `reason` is what they say then. */
const malformed = (reason: string): Record<string, Sort> => ({
  'nothing at all': literal(reason, 'null'),
  'a list': literal(reason, '[1,2]'),
  'a text': literal(reason, '"envelope"'),
  'no id': written(reason, { id: undefined }),
  'no key': written(reason, { key: undefined }),
  'key that is a number': written(reason, { key: 7 }),
  'over-long key': written(reason, { key: 'k'.repeat(3_000) }),
  'unknown kind': written(reason, { kind: 'rumour' }),
  'version that is a text': written(reason, { version: 'x' }),
  'NUL in the flow': written(reason, { correlationId: '\0' }),
});

export const mailboxSorts: Readonly<Record<string, Sort>> = {
  ...malformed('not-an-envelope'),
  'another key': written('not-an-envelope', { key: 'another' }),
  'data of depth 4,000': withData('invalid-data', DEEP),
  oversize: oversize('invalid-data'),
  'duplicate keys': withData('invalid-data', '{"cardId":"x","cardId":7}'),
  'data with __proto__': withData('invalid-data', '{"__proto__":{"admin":true},"cardId":7}'),
  'NUL in the data': withData('unknown-type', '{"said":"\\u0000"}', NEVER_HEARD),
  'lone surrogate': withData('unknown-type', '{"said":"\\ud800"}', NEVER_HEARD),
  'unknown type': written('unknown-type', NEVER_HEARD),
  'unknown version': written('unknown-version', { version: 99 }),
  'unknown saga': withData('unknown-type', '{"token":"x"}', {
    kind: 'timer',
    type: 'saga.timer',
    saga: 'purchasing.never-heard',
  }),
  'invalid data': written('invalid-data', {}),
};

export const outboxSorts: Readonly<Record<string, Sort>> = {
  ...malformed('not-carried'),
  'data of depth 4,000': withData('not-carried', DEEP),
  oversize: withData('not-carried', `"${'x'.repeat(OVERSIZE)}"`),
  'queue that nobody has': (good, dice) => ({ ...written('not-carried', {})(good, dice), queue: 'nobody' }),
  'invalid data': written('invalid-data', {}),
  'unknown type': written('unknown-type', NEVER_HEARD),
};
