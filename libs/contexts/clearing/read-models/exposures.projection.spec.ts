import { ExposureEnded } from '#contracts/gift-cards';
import { describe, expect, it } from '@jest/globals';
import { projectionSpecification } from '#testing';
import { exposures } from './exposures.projection.js';
import { cardId, north, south } from './sample-books.js';

const ended = (storeId: string, minor: number) => new ExposureEnded({ cardId, storeId, minor });

describe('What is no risk any more', () => {
  it('is a sum for each store', () => {
    const shown = projectionSpecification(exposures).given(ended(north, 5), ended(south, 7), ended(north, 3));
    expect(shown.row(north)).toEqual({ storeId: north, endedMinor: 8 });
    expect(shown.row(south)).toEqual({ storeId: south, endedMinor: 7 });
  });
});
