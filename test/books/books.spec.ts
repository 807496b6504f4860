import {
  CARD_LIABILITY,
  type Liability,
  liabilityAfter,
  liabilityCurrencyOf,
  noLiability,
  netsOf,
  poolChangeIn,
  type Posting,
  postingsOf,
  settle,
  type Settlements,
} from '#contexts/clearing';
import type { AnyEvent, Currency } from '#kernel';
import { describe, expect, it } from '@jest/globals';
import { assert, property } from 'fast-check';
import { deals, isOfLiability, isSettled } from './deals.js';
import { type Deal, SampleTrade } from './sample-trade.js';

const RUNS = { numRuns: 150 };

const postingsIn = (events: readonly AnyEvent[]): readonly (readonly Posting[])[] =>
  events
    .filter(isSettled)
    .map((event) => (event.type === 'gift-cards.value-redeemed-across' ? [] : postingsOf(event)));

const sumIn = (postings: readonly Posting[], currency: string): number =>
  postings.reduce((sum, each) => sum + (each.currency === currency ? each.minor : 0), 0);

describe('Whatever the hub and stores, honest or not, do with cards', () => {
  it('the postings of each event sum to zero, and the liability is the sum of all balances', () => {
    assert(
      property(deals, (all) => {
        const trade = new SampleTrade();
        let liabilities: readonly Posting[] = [];
        for (const deal of all) {
          const entries = postingsIn(trade.deal(deal));
          for (const entry of entries)
            for (const { currency } of entry) expect(sumIn(entry, currency)).toBe(0);
          liabilities = [
            ...liabilities,
            ...entries.flat().filter(({ account }) => account === CARD_LIABILITY),
          ];
          for (const { currency, balanceMinor } of trade.cards)
            expect(0 - sumIn(liabilities, currency)).toBe(balanceMinor);
        }
      }),
      RUNS,
    );
  });

  it('what is outstanding, held and set aside by all events is what it is on the cards', () => {
    assert(
      property(deals, (all) => {
        const trade = new SampleTrade();
        const events = eventsOf(trade, all).filter(isOfLiability);
        for (const { currency, liability } of trade.cards) {
          const ofCurrency = events.filter((event) => liabilityCurrencyOf(event) === currency);
          expect(ofCurrency.reduce<Liability>(liabilityAfter, noLiability)).toEqual(liability);
        }
      }),
      RUNS,
    );
  });

  it('the nets of all outlets in a period are what the pool has changed by in it', () => {
    assert(
      property(deals, deals, (one, other) => {
        const trade = new SampleTrade();
        for (const period of [one, other]) {
          const before = trade.cards.map(({ balanceMinor }) => balanceMinor);
          const settlements = settlementOf(eventsOf(trade, period));
          trade.cards.forEach(({ currency, balanceMinor }, card) => {
            const change = balanceMinor - before[card]!;
            expect(netIn(settlements, currency)).toBe(change);
          });
        }
      }),
      RUNS,
    );
  });

  it('a period is the same, byte by byte, in whatever order its events are read', () => {
    assert(
      property(deals, (all) => {
        const events = eventsOf(new SampleTrade(), all);
        const ofCard = (currency: Currency) => JSON.stringify(settlementOf(events)[currency]);
        const backwards = settlementOf(events.toReversed());
        for (const currency of ['EUR', 'USD'] as const)
          expect(JSON.stringify(backwards[currency])).toBe(ofCard(currency));
      }),
      RUNS,
    );
  });
});

const eventsOf = (trade: SampleTrade, all: readonly Deal[]) => all.flatMap((deal) => trade.deal(deal));

const settlementOf = (events: readonly AnyEvent[]): Settlements =>
  events.filter(isSettled).reduce<Settlements>(settle, {});

function netIn(settlements: Settlements, currency: Currency): number {
  const settlement = settlements[currency];
  if (!settlement) return 0;
  const net = netsOf(settlement).reduce((sum, { netMinor }) => sum + netMinor, 0);
  expect(poolChangeIn(settlement)).toBe(net);
  return net;
}
