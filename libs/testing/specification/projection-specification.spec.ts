import { describe, expect, it } from '@jest/globals';

import { projectionSpecification } from './projection-specification.js';
import { Sold, takings, TillOpened } from './example-till.js';

const tillId = 'north';

describe('A specification of a projection', () => {
  it('shows the row that events have made', () => {
    const told = projectionSpecification(takings)
      .given(new Sold({ tillId, amount: 5 }), new Sold({ tillId: 'south', amount: 1 }))
      .after('10m', new Sold({ tillId, amount: 7 }));
    expect(told.row(tillId)).toEqual({ total: 12, lastAt: '2026-01-01T12:10:00.000Z', version: 2 });
    expect(told.count()).toBe(2);
    expect(told.row('west')).toBeUndefined();
  });

  it('does not take an event that the projection would never see', () => {
    const told = projectionSpecification(takings);
    expect(() => told.given(new TillOpened({ tillId }))).toThrow('tills.takings does not read');
  });
});
