import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { decodeCursor, encodeCursor } from './cursor.js';

const scope = { list: 'cards', status: 'active' };

describe('A cursor', () => {
  it('gives back the place that it was made of', () => {
    expect(decodeCursor(scope, z.string(), encodeCursor(scope, 'card-7'))).toBe('card-7');
  });

  it.each([
    ['of another list', encodeCursor({ ...scope, list: 'purchases' }, 'card-7')],
    ['with other filters', encodeCursor({ ...scope, status: 'blocked' }, 'card-7')],
    ['with another kind of place', encodeCursor(scope, 7)],
    ['that is no cursor', 'card-7'],
    ['that is JSON, but no cursor', Buffer.from('{}').toString('base64url')],
  ])('is refused when it is one %s', (_, cursor) => {
    expect(() => decodeCursor(scope, z.string(), cursor)).toThrow('Take cursors from the page before');
  });
});
