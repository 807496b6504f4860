import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Seals, Signer } from '../ports/seals.js';
import { isCovered, placeInChain } from './chain.js';
import {
  emptyChain,
  type Fact,
  nextTime,
  problemOfFact,
  problemsOfFacts,
  sealFact,
  WireFact,
} from './fact.js';
import { isGenuine, sealNotice } from './notice.js';
import { statement } from './statement.js';

const Sold = statement('tills.coffee-sold', { cups: z.int().positive() });
const STORE = '0197a1b2-0000-7000-8000-000000000001';
const KEY = 'k'.repeat(43);

/** Seals for the sake of the rules: they keep nobody out. */
const seals: Seals = {
  digest: (text) => mixed(text, 43),
  verify: (publicKey, text, signature) => signature === mixed(publicKey + text, 86),
};
const signer: Signer = { publicKey: KEY, sign: (text) => mixed(KEY + text, 86) };

function mixed(text: string, length: number): string {
  let sum = 7;
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 2_147_483_647;
  return String(sum).padStart(length, '0');
}

function told(...cups: number[]): Fact[] {
  const facts: Fact[] = [];
  for (const [index, each] of cups.entries()) {
    const before = facts.at(-1);
    const head = before ? { seq: before.seq, id: before.id } : emptyChain;
    const at = { ms: 1_000 + index, count: 0 };
    facts.push(sealFact(Sold.say({ cups: each }), { author: STORE, head, at }, { seals, signer }));
  }
  return facts;
}

function nested(depth: number): object {
  let value: object = {};
  for (let level = 0; level < depth; level++) value = { value };
  return value;
}

const knowing = (facts: readonly Fact[]) => ({
  head: facts.length > 0 ? { seq: facts.length, id: facts.at(-1)?.id ?? null } : emptyChain,
  headAt: facts.at(-1)?.at,
  idAt: (seq: number) => facts[seq - 1]?.id,
});

describe('A fact', () => {
  const [fact] = told(2);
  if (!fact) throw new Error('Nothing was told');

  it('is believed as its author has sealed it, and travels as it is', () => {
    expect(problemOfFact(fact, KEY, seals)).toBeUndefined();
    expect(WireFact.parse(JSON.parse(JSON.stringify(fact)))).toEqual(fact);
  });

  it('is not what its id says when anything of it was edited', () => {
    expect(problemOfFact({ ...fact, says: Sold.say({ cups: 3 }) }, KEY, seals)).toBe('edited');
    expect(problemOfFact({ ...fact, at: { ms: 9, count: 0 } }, KEY, seals)).toBe('edited');
    expect(problemOfFact({ ...fact, seq: 2 }, KEY, seals)).toBe('edited');
  });

  it.each([
    ['a fraction', { cups: 1.5 }],
    ['half of a surrogate pair', { cups: '\ud800' }],
    ['no end to its depth', nested(20_000)],
  ])('is not what its id says when it holds %s, which nobody can say', (_, body) => {
    const says = { type: 'tills.coffee-sold', version: 1, body };
    expect(problemOfFact({ ...fact, says }, KEY, seals)).toBe('edited');
  });

  it('is forged when somebody else has signed it', () => {
    expect(problemOfFact(fact, 'x'.repeat(43), seals)).toBe('forged');
  });

  it('is vouched for by the signatures of those that build on it, as far as they do', () => {
    const facts = told(1, 2, 3, 4, 5);
    const checked: string[] = [];
    const counting: Seals = {
      ...seals,
      verify(key, text, signature) {
        checked.push(text);
        return seals.verify(key, text, signature);
      },
    };
    expect(problemsOfFacts(facts, KEY, counting)).toEqual(new Map());
    expect(checked).toEqual([facts[4]?.id]);
    const withGap = facts.filter(({ seq }) => seq !== 3);
    checked.length = 0;
    expect(problemsOfFacts(withGap, KEY, counting)).toEqual(new Map());
    expect(checked).toEqual([facts[4]?.id, facts[1]?.id]);
  });

  it('is not vouched for when it is not what the next one builds on', () => {
    const [first, second, third] = told(1, 2, 3);
    if (!first || !second || !third) throw new Error('Too little was told');
    const [, rival] = told(1, 9);
    if (!rival) throw new Error('Too little was told');
    const forged = { ...rival, signature: 'x'.repeat(86) };
    const edited = { ...second, says: Sold.say({ cups: 7 }) };
    expect(problemsOfFacts([first, forged, third], KEY, seals)).toEqual(new Map([[forged, 'forged']]));
    expect(problemsOfFacts([first, edited, third], KEY, seals)).toEqual(new Map([[edited, 'edited']]));
    const last = { ...third, signature: 'x'.repeat(86) };
    expect(problemsOfFacts([first, second, last], KEY, seals)).toEqual(new Map([[last, 'forged']]));
    const theirs = new Map([first, second, third].map((each) => [each, 'forged']));
    expect(problemsOfFacts([first, second, third], 'x'.repeat(43), seals)).toEqual(theirs);
  });

  it('comes after all that was seen, also when the clock was set back', () => {
    expect(nextTime({ ms: 5, count: 3 }, 9)).toEqual({ ms: 9, count: 0 });
    expect(nextTime({ ms: 5, count: 3 }, 2)).toEqual({ ms: 5, count: 4 });
  });
});

describe('The place of a fact in its chain', () => {
  const [first, second, third] = told(1, 2, 3);
  const other = told(1, 5, 6);
  if (!first || !second || !third || !other[1] || !other[2]) throw new Error('Too little was told');

  it('is the next, known, or ahead of what is missing', () => {
    const chain = knowing([first]);
    expect(placeInChain(chain, second)).toEqual({ kind: 'next' });
    expect(placeInChain(chain, first)).toEqual({ kind: 'known' });
    expect(placeInChain(chain, third)).toEqual({ kind: 'ahead' });
  });

  it('shows a fork: another fact at a known place, or one that goes on from another history', () => {
    const chain = knowing([first, second]);
    expect(placeInChain(chain, other[1]!)).toEqual({ kind: 'fork', knownId: second.id });
    expect(placeInChain(chain, other[2]!)).toEqual({ kind: 'fork', knownId: second.id });
  });

  it('is out of the chain when its time fell, or it begins in the middle', () => {
    const fallen = { ...second, at: { ms: 1, count: 0 } };
    expect(placeInChain(knowing([first]), fallen)).toEqual({ kind: 'out-of-chain' });
    expect(placeInChain(knowing([]), { ...first, prev: second.id })).toEqual({ kind: 'out-of-chain' });
  });

  it('is covered by a frontier that reaches it', () => {
    expect(isCovered({ [STORE]: 2 }, second)).toBe(true);
    expect(isCovered({ [STORE]: 2 }, third)).toBe(false);
    expect(isCovered({}, first)).toBe(false);
  });
});

describe('A notice', () => {
  it('is genuine as it was signed, as the kind that it is', () => {
    const notice = sealNotice('tills.price-list', { version: 1, coffee: 250 }, signer);
    expect(isGenuine(notice, KEY, seals)).toBe(true);
    expect(isGenuine({ ...notice, body: { version: 1, coffee: 25 } }, KEY, seals)).toBe(false);
    expect(isGenuine({ ...notice, kind: 'tills.gift-list' }, KEY, seals)).toBe(false);
  });
});

describe('A declaration', () => {
  it('has a name that says whose it is', () => {
    expect(() => statement('coffee', {})).toThrow('context.name-in-kebab-case');
  });
});
