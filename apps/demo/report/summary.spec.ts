import { describe, expect, it } from '@jest/globals';

import { checksOf } from '../check/checks.js';
import { honestFacts } from '../check/honest-platform.js';
import { percentile, summaryOf } from './summary.js';

const run = {
  url: 'http://hub',
  name: 'abc',
  seed: 1,
  concurrency: 16,
  tradeMs: 4_000,
  wholeMs: 12_000,
  interruptions: [],
};

const facts = honestFacts();
const summary = (changed: Partial<typeof facts> = {}, more: object = {}): string => {
  const seen = { ...facts, ...changed };
  return summaryOf(seen, checksOf(seen), { ...run, ...more });
};

describe('The summary', () => {
  it('says what was done, how fast and with which seed', () => {
    expect(summary()).toMatch(/A morning of trade at http:\/\/hub \(run abc, seed 1\)/);
    expect(summary()).toMatch(/16 at a time: 15.0 sagas\/s for 4.0 s; the last one was over after 12.0 s/);
    expect(summary()).toMatch(/p50 1\d\d ms, p95 1\d\d ms/);
  });

  it('counts outcomes by kind', () => {
    expect(summary()).toMatch(/credit card declined +- +3 +-/);
    expect(summary()).toMatch(/tenders a cent short +- +- +1/);
  });

  it('shows that as much went out as came in', () => {
    const [, loaded, spent] = /cards together +([\d,.]+) +([\d,.]+)/.exec(summary()) ?? [];
    expect(loaded).toBe(spent);
    const [, paid, sold] = /purchases together +([\d,.]+) +([\d,.]+)/.exec(summary()) ?? [];
    expect(paid).toBe(sold);
  });

  it('tells why sagas waited, and what had to be sent again', () => {
    expect(summary()).toMatch(/1 × provider hangs: it waits for somebody/);
    expect(summary()).toMatch(/Nothing had to be sent again/);
    expect(summary({}, { interruptions: [['ECONNREFUSED', 7]] })).toMatch(/7 × ECONNREFUSED/);
  });

  it('gives its verdict, and shows the first findings when it is a bad one', () => {
    expect(summary()).toMatch(/All of it holds/);
    const bad = summary({ cards: facts.cards.map((card) => ({ ...card, heldMinor: 1 })) });
    expect(bad).toMatch(/IS WRONG {2}loaded/);
    expect(bad).toMatch(/On card card-9 0.01 is still held\n +and 10 more/);
    expect(bad).toMatch(/NOT all of it holds/);
  });

  it('says where to look', () => {
    for (const place of ['/docs', '/v1/sagas?state=compensated', '/metrics']) {
      expect(summary()).toContain(`http://hub${place}`);
    }
  });
});

describe('A percentile', () => {
  it('is one of the numbers', () => {
    expect(percentile([4, 1, 3, 2], 0.5)).toBe(2);
    expect(percentile([4, 1, 3, 2], 0.95)).toBe(4);
    expect(percentile([], 0.5)).toBe(0);
  });
});
