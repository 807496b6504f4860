import {
  closePeriod,
  noPeriods,
  type OpenPeriods,
  periodsOver,
  poolChangeIn,
  type SettledEvent,
  settleInPeriod,
  statementOf,
} from '#contexts/clearing';
import { SettlementPeriodClosed } from '#contracts/clearing';
import type { Currency } from '#kernel';
import { describe, expect, it } from '@jest/globals';
import { array, assert, boolean, nat, oneof, property, record } from 'fast-check';
import { deal, isSettled } from './deals.js';
import { type Deal, SampleTrade } from './sample-trade.js';

const HOUR_MS = 3_600_000;

interface Traded {
  readonly deal: Deal;
  readonly hoursLater: number;
  /** Its transaction began before others did that are over. */
  readonly hoursUnderWay: number;
}

interface Closing {
  /** Of those that are over. */
  readonly which: number;
  /** Its statement was drawn up before the last deal, or even before the last closing. */
  readonly isStale: boolean;
}

const traded = record<Traded>({ deal, hoursLater: nat(20), hoursUnderWay: nat(30) });
const closing = record<Closing>({ which: nat(3), isStale: boolean() });
const histories = array(oneof({ weight: 4, arbitrary: traded }, { weight: 1, arbitrary: closing }), {
  maxLength: 50,
  size: 'max',
});

type Entry = SettlementPeriodClosed | { readonly event: SettledEvent; readonly at: string };

/** Books that are kept while time passes, and closed now and then. */
class KeptBooks {
  readonly trade = new SampleTrade();
  readonly log: Entry[] = [];
  periods = noPeriods;
  private before = noPeriods;
  private nowMs = Date.UTC(2026, 0, 1);

  play(what: Traded | Closing): void {
    const { periods } = this;
    if ('deal' in what) this.deal(what);
    else this.close(what);
    this.before = periods;
  }

  get statements(): readonly SettlementPeriodClosed[] {
    return this.log.filter((entry) => entry instanceof SettlementPeriodClosed);
  }

  private deal({ deal: each, hoursLater, hoursUnderWay }: Traded): void {
    this.nowMs += hoursLater * HOUR_MS;
    const at = new Date(this.nowMs - hoursUnderWay * HOUR_MS).toISOString();
    for (const event of this.trade.deal(each).filter(isSettled)) this.keep({ event, at });
  }

  private close({ which, isStale }: Closing): void {
    const seen = isStale ? this.before : this.periods;
    const over = periodsOver(seen, this.nowMs, 0);
    const period = over[which % Math.max(over.length, 1)];
    if (period === undefined || this.statements.some(({ data }) => data.period === period)) return;
    const currencies = statementOf(seen.open[period] ?? {});
    this.keep(new SettlementPeriodClosed({ period, by: 'anna', why: 'It is over', currencies }));
  }

  private keep(entry: Entry): void {
    this.log.push(entry);
    this.periods = read(this.periods, entry);
  }
}

const read = (periods: OpenPeriods, entry: Entry): OpenPeriods =>
  entry instanceof SettlementPeriodClosed
    ? closePeriod(periods, entry)
    : settleInPeriod(periods, entry.event, entry.at);

const sum = (minors: readonly number[]): number => minors.reduce((all, minor) => all + minor, 0);

const isOf =
  (currency: Currency) =>
  (each: { readonly currency: string }): boolean =>
    each.currency === currency;

function kept(history: readonly (Traded | Closing)[]): KeptBooks {
  const books = new KeptBooks();
  for (const each of history) books.play(each);
  return books;
}

describe('However periods are closed while trade goes on', () => {
  it('each event belongs to one period: all nets, of closed and open ones, are the balances of all cards', () => {
    assert(
      property(histories, (history) => {
        const { trade, statements, periods } = kept(history);
        for (const { currency, balanceMinor } of trade.cards) {
          const stated = statements.flatMap(({ data }) => data.currencies.filter(isOf(currency)));
          for (const { outlets, poolChangeMinor } of stated)
            expect(sum(outlets.map(({ netMinor }) => netMinor))).toBe(poolChangeMinor);
          const open = Object.values(periods.open).flatMap((each) => each[currency] ?? []);
          const changes = [
            ...stated.map(({ poolChangeMinor }) => poolChangeMinor),
            ...open.map(poolChangeIn),
          ];
          expect(sum(changes)).toBe(balanceMinor);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('nothing more falls into one that is closed, or into one before it', () => {
    assert(
      property(histories, traded, (history, late) => {
        const books = kept(history);
        const { closedThrough = '' } = books.periods;
        const before = books.periods.open;
        books.play(late);
        const after = books.periods.open;
        const isOver = (period: string) => period <= closedThrough;
        const over = [...Object.keys(before), ...Object.keys(after)].filter(isOver);
        for (const period of over) expect(after[period]).toEqual(before[period]);
        for (const { data } of books.statements) expect(after[data.period]).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('they come to the same, byte by byte, when the log is read again', () => {
    assert(
      property(histories, (history) => {
        const { log, periods } = kept(history);
        expect(JSON.stringify(log.reduce(read, noPeriods))).toBe(JSON.stringify(periods));
      }),
      { numRuns: 50 },
    );
  });
});
