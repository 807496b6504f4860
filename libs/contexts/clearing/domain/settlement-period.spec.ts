import { describe, it } from '@jest/globals';
import { specification } from '#testing';
import {
  CloseSettlementPeriod,
  type CurrencyStatement,
  PeriodNotOver,
  PeriodNotSettled,
  PeriodWasClosed,
  SettlementPeriodClosed,
} from '../contracts/index.js';
import { settlementPeriod } from './settlement-period.decider.js';

const period = '2026-01-31';
const overAt = Date.UTC(2026, 1, 1);
const statement = (poolChangeMinor: number): CurrencyStatement[] => [
  { currency: 'EUR', outlets: [], across: [], overdrafts: [], postings: [], poolChangeMinor },
];
const said = { by: 'anna', why: 'The books are right' };
const close = (currencies = statement(5), settledAtMs = overAt) =>
  new CloseSettlementPeriod({ period, ...said, settledAtMs, currencies });
const closed = new SettlementPeriodClosed({ period, ...said, currencies: statement(5) });

describe('A settlement period', () => {
  it('is closed with what it came to, when it is over', () => {
    specification(settlementPeriod).given().when(close(), { now: overAt }).then(closed);
  });

  it('is not closed before, by the clock of the hub', () => {
    specification(settlementPeriod)
      .given()
      .when(close(), { now: overAt - 1 })
      .thenRefused(new PeriodNotOver({ period }));
  });

  it('is not closed with what was settled before it was over', () => {
    specification(settlementPeriod)
      .given()
      .when(close(statement(5), overAt - 1), { now: overAt + 1 })
      .thenRefused(new PeriodNotSettled({ period }));
  });

  it('is closed once: whoever closes it again is told so, and nobody with something else', () => {
    const known = specification(settlementPeriod).given(closed);
    const again = new CloseSettlementPeriod({ ...close().data, by: 'ben', why: 'Me, too' });
    known.when(again, { now: overAt }).thenNothingNew(closed);
    known.when(close(statement(6)), { now: overAt }).thenRefused(new PeriodWasClosed({ period, by: 'anna' }));
  });
});
