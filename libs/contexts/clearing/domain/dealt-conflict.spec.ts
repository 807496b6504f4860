import { describe, it } from '@jest/globals';
import { specification } from '#testing';
import { ConflictDealtWith, ConflictWasDealtWith, DealWithConflict } from '../contracts/index.js';
import { dealtConflict } from './dealt-conflict.decider.js';

const conflictKey = '01980000-0000-7000-8000-00000000c001:late:fact-1';
const said = { conflictKey, by: 'anna', why: 'The store has found the receipt' };

describe('Dealing with a conflict', () => {
  it('keeps who has done it and why, once', () => {
    const dealt = new ConflictDealtWith(said);
    specification(dealtConflict).given().when(new DealWithConflict(said)).then(dealt);
    specification(dealtConflict).given(dealt).when(new DealWithConflict(said)).thenNothingNew(dealt);
    specification(dealtConflict)
      .given(dealt)
      .when(new DealWithConflict({ ...said, by: 'ben' }))
      .thenRefused(new ConflictWasDealtWith({ conflictKey, by: 'anna' }));
  });
});
