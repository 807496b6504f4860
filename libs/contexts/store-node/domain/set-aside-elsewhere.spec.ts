import { describe, expect, it } from '@jest/globals';
import { unknownCard, withStanding } from './known-card.js';
import { allowance, cardId, otherStoreId, setAside, standing, storeId } from './sample-store.js';
import { setAsideElsewhere } from './set-aside-elsewhere.js';

describe('What other stores have set aside of a card', () => {
  it('is told by store, without what is drawn beyond an allowance', () => {
    const there = (digit: number, leftMinor: number) => ({
      ...setAside(digit, leftMinor),
      id: allowance(digit),
      storeId: otherStoreId,
    });
    const said = standing({ allowances: [setAside(1, 500), there(2, 300), there(3, 100), there(4, -50)] });
    expect(setAsideElsewhere(withStanding(unknownCard(cardId), said), storeId)).toEqual([
      { storeId: otherStoreId, minor: 400 },
    ]);
  });

  it('is nothing of a card that the hub has said nothing of', () => {
    expect(setAsideElsewhere(unknownCard(cardId), storeId)).toEqual([]);
  });
});
