import { describe, expect, it } from '@jest/globals';
import { ConfirmStoresHeard, NoteStoreHeard } from '../contracts/index.js';
import { hear } from './hearing.js';

const caseId = '01980000-0000-7000-8000-00000000c001:overdraft:1';
const [north, south] = ['01980000-0000-7000-8000-000000005101', '01980000-0000-7000-8000-000000005102'];
const allHeard = new ConfirmStoresHeard({
  caseId,
  by: 'clearing',
  why: 'All stores have told what they know',
});

describe('A store that has told all that it knows', () => {
  it('is noted, once, as long as others are to be heard', () => {
    expect(hear({ caseId, heardFrom: [] }, north, [north, south])).toEqual(
      new NoteStoreHeard({ caseId, storeId: north }),
    );
    expect(hear({ caseId, heardFrom: [north] }, north, [north, south])).toBeUndefined();
  });

  it('is the last one, and the case goes on', () => {
    expect(hear({ caseId, heardFrom: [north] }, south, [north, south])).toEqual(allHeard);
  });

  it('lets the case go on when those that were missing have ended meanwhile', () => {
    expect(hear({ caseId, heardFrom: [north] }, north, [north])).toEqual(allHeard);
  });
});
