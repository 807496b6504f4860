import { describe, expect, it } from '@jest/globals';
import { AllowancesRecalled } from '../contracts/index.js';
import { cardId, cardWith } from './sample-card.js';
import { allowanceId, redeemedAtStore } from './sample-statements.js';
import { fact, north, recorded, south } from './sample-stores.js';
import { useOf } from './use.js';

const took = (storeId: string, seq: number, minor: number) =>
  recorded(storeId, [fact(seq, redeemedAtStore({ unbacked: minor }))], { balanceMinor: 0 });
const recalled = new AllowancesRecalled({ cardId, allowanceIds: [allowanceId] });

describe('How stores use a card', () => {
  it('is what they took of it, the last one first', () => {
    const { tickets } = useOf([...cardWith(500), took(north, 1, 30), took(south, 1, 40), took(north, 2, 50)]);
    expect(tickets.map(({ storeId, minor }) => [storeId, minor])).toEqual([
      [north, 50],
      [south, 40],
      [north, 30],
    ]);
  });

  it('says what of that came after they were last asked for what they had set aside', () => {
    const history = [...cardWith(500), took(north, 1, 30), recalled, took(south, 1, 40), took(north, 2, 50)];
    expect(useOf(history)).toMatchObject({ ticketsSinceRecall: 2 });
    expect(useOf(history.slice(0, -3))).toMatchObject({ ticketsSinceRecall: 1 });
    expect(useOf([...cardWith(500), took(north, 1, 30), recalled])).toMatchObject({ ticketsSinceRecall: 0 });
  });

  it('goes on from how it was used before', () => {
    const history = [...cardWith(500), took(north, 1, 30), recalled, took(south, 1, 40), took(north, 2, 50)];
    for (let at = 0; at <= history.length; at++)
      expect(useOf(history.slice(at), useOf(history.slice(0, at)))).toEqual(useOf(history));
  });

  it('is known of the last twenty only', () => {
    const many = Array.from({ length: 30 }, (_, at) => took(north, at + 1, 10 + at));
    const { tickets, ticketsSinceRecall } = useOf([...many, recalled, took(south, 1, 5)]);
    expect(tickets).toHaveLength(20);
    expect(tickets[1]).toMatchObject({ minor: 39 });
    expect(ticketsSinceRecall).toBe(1);
  });
});
