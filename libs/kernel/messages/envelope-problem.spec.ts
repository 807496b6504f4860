import { describe, expect, it } from '@jest/globals';
import { envelopeProblem, KEY_LENGTH_MAX } from './envelope-problem.js';

const sample = {
  id: '0197f2c1-0000-7000-8000-000000000001',
  kind: 'command',
  type: 'gift-cards.load-card',
  version: 2,
  key: 'card-1',
  data: { amount: 25 },
  at: '2026-11-22T09:41:23.412Z',
  correlationId: 'flow-1',
};

describe('What came as an envelope', () => {
  it('is one when it has all that an envelope needs, whatever its data is', () => {
    expect(envelopeProblem(sample)).toBeUndefined();
    expect(envelopeProblem({ ...sample, data: undefined })).toBeUndefined();
    expect(
      envelopeProblem({ ...sample, operationId: sample.id, saga: 'purchasing.purchase' }),
    ).toBeUndefined();
  });

  it.each([
    ['null', null, /envelope is wrong/],
    ['a number', 7, /envelope is wrong/],
    ['a list', [sample], /envelope is wrong/],
    ['without an id', { ...sample, id: undefined }, /id is wrong/],
    ['with an id that is no UUID', { ...sample, id: 'x'.repeat(300) }, /id is wrong/],
    ['of a kind that is none', { ...sample, kind: 'rumour' }, /kind is wrong/],
    ['with a text as its version', { ...sample, version: '2' }, /version is wrong/],
    ['with a number as its key', { ...sample, key: 7 }, /key is wrong/],
    ['with a key that no index holds', { ...sample, key: 'k'.repeat(KEY_LENGTH_MAX + 1) }, /key is wrong/],
    ['with a NUL in its key', { ...sample, key: 'card\0' }, /key is wrong: contains a NUL/],
    ['with a NUL in its flow', { ...sample, correlationId: '\0' }, /correlationId is wrong/],
    ['said at no time', { ...sample, at: 'yesterday' }, /at is wrong: is no time/],
    ['with an operation that is no UUID', { ...sample, operationId: '7' }, /operationId is wrong/],
    ['to be answered nowhere', { ...sample, replyTo: { queue: 'a' } }, /replyTo.saga is wrong/],
  ])('is none as %s', (_, raw, problem) => {
    expect(envelopeProblem(raw)).toMatch(problem);
  });
});
