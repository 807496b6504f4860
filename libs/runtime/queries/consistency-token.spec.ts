import { describe, expect, it } from '@jest/globals';

import { decodeConsistencyToken, encodeConsistencyToken } from './consistency-token.js';
import { InvalidConsistencyToken } from './failures.js';

describe('A consistency token', () => {
  it('gives back the position that it was made of, and does not show it', () => {
    const token = encodeConsistencyToken('812.4711');
    expect(decodeConsistencyToken(token)).toBe('812.4711');
    expect(token).toMatch(/^c1\.[A-Za-z0-9_-]+$/);
    expect(token).not.toContain('4711');
  });

  it.each([
    '',
    'c1.',
    'c2.ODEy',
    '812.4711',
    'c1.!!',
    `c1.${'A'.repeat(300)}`,
    'c1.IA',
    'c1.AAA',
    'c1.ODEy\n',
  ])('is refused when it was never given out: %j', (token) => {
    expect(() => decodeConsistencyToken(token)).toThrow(InvalidConsistencyToken);
  });
});
