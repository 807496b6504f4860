import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, property, shuffledSubarray } from 'fast-check';
import type { ChainHead, Fact } from '#kernel';
import { admit, type KnownChain } from './admission.js';

const AUTHOR = '0197a1b2-0000-7000-8000-000000000001';

const factAt = (seq: number, branch = 'a', prevBranch = branch): Fact => ({
  id: `${seq}${branch}`,
  author: AUTHOR,
  seq,
  prev: seq === 1 ? null : `${seq - 1}${prevBranch}`,
  at: { ms: seq * 10, count: branch === 'a' ? 0 : 1 },
  says: { type: 'gift-cards.redeemed-at-store', version: 1, body: {} },
  signature: '',
});

const history = (from: number, to: number): Fact[] =>
  Array.from({ length: to - from + 1 }, (_, index) => factAt(from + index));

function knowing(count: number, parts: Partial<KnownChain> = {}): KnownChain {
  const head: ChainHead = count === 0 ? { seq: 0, id: null } : { seq: count, id: `${count}a` };
  const ids = new Map(history(1, count).map(({ seq, id }) => [seq, id]));
  const headAt = count === 0 ? undefined : factAt(count).at;
  return {
    head,
    headAt,
    ids,
    acceptedThrough: undefined,
    takesForks: true,
    forkIds: new Set(),
    ...parts,
  };
}

const ids = (facts: readonly Fact[]): string[] => facts.map(({ id }) => id);

describe('Admission', () => {
  it('takes the next facts of a chain in its order, and passes over what is known', () => {
    const admitted = admit(knowing(2), [factAt(4), factAt(2), factAt(3)]);
    expect(ids(admitted.next)).toEqual(['3a', '4a']);
    expect(admitted).toMatchObject({ ahead: [], forks: [], rejected: [] });
  });

  it('lets what comes before its predecessors wait', () => {
    expect(ids(admit(knowing(0), [factAt(2), factAt(3)]).ahead)).toEqual(['2a', '3a']);
  });

  it('sees a second history of an author, at a known place and where it goes on', () => {
    const { forks, next } = admit(knowing(2), [factAt(2, 'b', 'a'), factAt(3, 'b')]);
    expect(forks.map(({ knownId, fact }) => [knownId, fact.id])).toEqual([
      ['2a', '2b'],
      ['2a', '3b'],
    ]);
    expect(next).toEqual([]);
  });

  it('sees it, too, when both come at once: what was said first counts', () => {
    const { forks, next } = admit(knowing(1), [factAt(2, 'b', 'a'), factAt(2)]);
    expect(ids(next)).toEqual(['2a']);
    expect(ids(forks.map(({ fact }) => fact))).toEqual(['2b']);
  });

  it('rejects what an author says behind its end, and what begins in the middle', () => {
    const ended = knowing(2, { acceptedThrough: 3 });
    const { next, rejected } = admit(ended, [factAt(3), factAt(4)]);
    expect(ids(next)).toEqual(['3a']);
    expect(rejected).toMatchObject([{ fact: { id: '4a' }, why: 'author-has-ended' }]);
    const headless = { ...factAt(1), prev: '0a' };
    expect(admit(knowing(0), [headless]).rejected).toMatchObject([{ why: 'out-of-chain' }]);
  });

  it('takes what follows a second history, also beyond the head of the first', () => {
    const forkIds = new Set(['2b', '3b']);
    const { forks, ahead } = admit(knowing(2, { forkIds }), [factAt(5, 'b'), factAt(4, 'b'), factAt(6)]);
    expect(ids(forks.map(({ fact }) => fact))).toEqual(['4b', '5b']);
    expect(ids(ahead)).toEqual(['6a']);
    expect(admit(knowing(2, { forkIds }), [factAt(3, 'b')])).toMatchObject({ forks: [], rejected: [] });
  });

  it('rejects what is beyond the end of an author, of either history', () => {
    const known = { forkIds: new Set(['2b']), acceptedThrough: 3 };
    const { forks, next, rejected } = admit(knowing(2, known), [
      factAt(3),
      factAt(4),
      factAt(3, 'b'),
      factAt(4, 'b'),
    ]);
    expect([ids(next), ids(forks.map(({ fact }) => fact))]).toEqual([['3a'], ['3b']]);
    expect(ids(rejected.map(({ fact }) => fact))).toEqual(['4a', '4b']);
  });

  it('takes no second history of an author whose key somebody else may have', () => {
    const revoked = knowing(2, { acceptedThrough: 2, takesForks: false });
    const { forks, rejected } = admit(revoked, [factAt(2, 'b', 'a')]);
    expect(forks).toEqual([]);
    expect(rejected).toMatchObject([{ why: 'author-has-ended' }]);
  });

  it('comes to the same, in whatever order and however often facts come', () => {
    const facts = [...history(1, 6), factAt(3, 'b', 'a'), factAt(4, 'b'), factAt(8, 'b')];
    const known = constantFrom(0, 1, 2, 5);
    assert(
      property(known, shuffledSubarray(facts, { minLength: facts.length }), (count, shuffled) => {
        const again = admit(knowing(count), [...shuffled, ...shuffled.slice(0, 3)]);
        expect(again).toEqual(admit(knowing(count), facts));
      }),
    );
  });
});
