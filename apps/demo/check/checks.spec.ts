import { describe, expect, it } from '@jest/globals';
import { assert, integer, property } from 'fast-check';

import { TAKEN } from '../trade/trade-log.js';
import { completed, dishonest, findingsIn, honestFacts, undone } from './honest-platform.js';

describe('The checks', () => {
  it('find nothing on a platform that does everything right', () => {
    assert(
      property(integer({ min: 0, max: 1_000_000 }), (seed) => {
        expect(findingsIn(honestFacts(seed))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('find a saga that is not over', () => {
    const found = dishonest((facts) => {
      const { id } = completed(facts);
      const saga = facts.sagas.get(id);
      return { sagas: new Map(facts.sagas).set(id, { ...saga!, state: 'running' }) };
    });
    expect(found).toMatch(/the saga running, the purchase completed/);
  });

  it('find a purchase that nobody can see', () => {
    expect(dishonest(() => ({ purchases: new Map() }))).toMatch(/the purchase undefined/);
  });

  it('find a purchase that ended as it must not', () => {
    const state = (find: typeof completed, change: object) =>
      dishonest((facts) => {
        const { record } = find(facts);
        if (record.operation) record.operation = { ...record.operation, ...change };
      });
    expect(state(undone, { state: 'succeeded' })).toMatch(/was completed/);
    expect(state(completed, { state: 'compensated' })).toMatch(/is compensated with undefined/);
    expect(state(undone, { problem: { code: 'internal-error', detail: '' } })).toMatch(/with internal-error/);
  });

  it('find a cancellation that was taken and came to nothing', () => {
    const found = dishonest((facts) => void (completed(facts).record.cancellation = TAKEN));
    expect(found).toMatch(/although its cancellation was taken/);
  });

  it('find one customer too many who got the last piece', () => {
    const found = dishonest(({ log }) => {
      const loser = log.purchases.find(
        ({ planned, operation }) => planned.kind.good === 'scarce' && operation?.state === 'compensated',
      );
      if (loser?.operation) loser.operation = { ...loser.operation, state: 'succeeded' };
    });
    expect(found).toMatch(/of CONSOLE were sold, there were/);
  });

  it('find a repeated request that made an operation of its own', () => {
    const again = { name: 'card-1', first: 'one', again: 'other' };
    expect(dishonest(() => ({ repeats: [again] }))).toMatch(/card-1 was answered with one, and .* other/);
  });

  it('find a wrong answer to a wrong request', () => {
    const answer = { what: 'loading nothing', expected: 'validation-failed', got: TAKEN };
    expect(dishonest(({ log }) => void log.answers.push(answer))).toMatch(
      /loading nothing: validation-failed/,
    );
  });

  it('find a message of ours that was given up, and none of others', () => {
    const letter = (key: string) => ({ queue: 'gift-cards', detail: 'no', message: { type: 'a.b', key } });
    expect(dishonest(() => ({ deadLetters: [letter('card-5')] }))).toMatch(/a.b for card-5 is a dead letter/);
    expect(dishonest(() => ({ deadLetters: [letter('somebody'), { ...letter(''), message: null }] }))).toBe(
      '',
    );
  });

  it('find a hanging saga that kept silent', () => {
    const found = dishonest(({ log }) => log.purchases.forEach((record) => delete record.waited));
    expect(found).toMatch(/none of 1 was seen waiting/);
  });
});
