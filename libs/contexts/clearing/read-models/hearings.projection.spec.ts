import { OverdraftConfirmed, OverdraftCured } from '#contracts/gift-cards';
import type { AnyEvent } from '#kernel';
import { describe, expect, it } from '@jest/globals';
import { projectionSpecification } from '#testing';
import { OverdraftCaseClosed, OverdraftCaseOpened, StoreHeard, StoresHeard } from '../contracts/index.js';
import { hearings } from './hearings.projection.js';
import { cardId, north, south } from './sample-books.js';

const caseId = `${cardId}:overdraft:1`;
const opened = new OverdraftCaseOpened({ caseId });
const heard = (storeId: string) => new StoreHeard({ caseId, storeId });

describe('The overdrafts that wait for stores', () => {
  it('are told with those that were heard', () => {
    const shown = projectionSpecification(hearings).given(opened, heard(north), heard(south));
    expect(shown.row(caseId)).toEqual({ caseId, heardFrom: [north, south] });
  });

  it.each<[string, AnyEvent]>([
    ['all were heard', new StoresHeard({ caseId, by: 'clearing', why: 'All have told' })],
    ['it goes on', new OverdraftConfirmed({ cardId, caseId, minor: 5, shares: [], cause: 'roaming' })],
    ['it is none any more', new OverdraftCured({ cardId, caseId })],
    ['it is given up', new OverdraftCaseClosed({ caseId, end: 'given-up' })],
  ])('wait no more when %s, whoever is heard later', (_, event) => {
    const shown = projectionSpecification(hearings).given(opened, event, heard(south));
    expect(shown.count()).toBe(0);
  });
});
