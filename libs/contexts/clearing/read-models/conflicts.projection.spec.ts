import { ConflictFound } from '#contracts/gift-cards';
import { describe, expect, it } from '@jest/globals';
import { projectionSpecification } from '#testing';
import { ConflictDealtWith } from '../contracts/index.js';
import { conflicts } from './conflicts.projection.js';
import { cardId, north } from './sample-books.js';

const found = {
  cardId,
  conflictId: 'double-activation:card',
  kind: 'double-activation' as const,
  minor: 0,
  facts: [{ id: 'fact-1'.padEnd(43, '_'), storeId: north, seq: 1 }],
  detail: 'The card was active before',
};
const conflictKey = `${cardId}:double-activation:card`;
const at = '2026-01-01T12:00:00.000Z';

describe('The read model of conflicts', () => {
  it('shows the facts that made one, and what it is about', () => {
    const shown = projectionSpecification(conflicts).given(new ConflictFound(found));
    expect(shown.row(conflictKey)).toEqual({
      ...found,
      conflictKey,
      status: 'open',
      foundAt: at,
      updatedAt: at,
    });
  });

  it('shows who has dealt with it, and how', () => {
    const said = { by: 'anna', why: 'Sold twice; the second customer got another card' };
    const shown = projectionSpecification(conflicts)
      .given(new ConflictFound(found))
      .after('1h', new ConflictDealtWith({ conflictKey, ...said }));
    expect(shown.row(conflictKey)).toMatchObject({
      status: 'dealt-with',
      dealtWith: said,
      foundAt: at,
      updatedAt: '2026-01-01T13:00:00.000Z',
    });
  });

  it('shows nothing of one that nobody has found', () => {
    const dealt = new ConflictDealtWith({ conflictKey, by: 'anna', why: 'By mistake' });
    expect(projectionSpecification(conflicts).given(dealt).row(conflictKey)).toBeUndefined();
  });
});
