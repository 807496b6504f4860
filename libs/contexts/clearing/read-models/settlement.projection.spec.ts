import { describe, expect, it } from '@jest/globals';
import { projectionSpecification } from '#testing';
import { settlementCsv, settlementView } from '../http/settlement-view.js';
import {
  across,
  loaded,
  loadedAtStore,
  north,
  recorded,
  redeemed,
  redeemedAtStore,
  settled,
  south,
} from './sample-books.js';
import { settlement, type SettlementRow } from './settlement.projection.js';

const TODAY = '2026-01-01';
const TOMORROW = '2026-01-02';

const traded = () =>
  projectionSpecification(settlement).given(
    loaded(5_000),
    recorded(north, loadedAtStore(1_000)),
    recorded(south, redeemedAtStore(5_400)),
    across('hub', south, 5_000),
    across(north, south, 400),
    redeemed(100),
    across(north, 'hub', 100),
  );

const isRow = (row: object | undefined): row is SettlementRow => row !== undefined && 'currencies' in row;

function viewOf(row: object | undefined) {
  if (!isRow(row)) throw new Error('Nothing was settled');
  return settlementView(row.period, row.currencies);
}

const net = (outlet: string, collectedMinor: number, honouredMinor: number, madeUpMinor = 0) => ({
  outlet,
  collectedMinor,
  honouredMinor,
  madeUpMinor,
  netMinor: collectedMinor + madeUpMinor - honouredMinor,
});

describe('The settlement of a day', () => {
  it('says what each outlet has collected and honoured, and whose value it was', () => {
    expect(viewOf(traded().row(TODAY))).toEqual({
      period: TODAY,
      currencies: [
        {
          currency: 'EUR',
          outlets: [net(north, 1_000, 0), net(south, 0, 5_400), net('hub', 5_000, 100)],
          across: [
            { soldAt: north, redeemedAt: south, minor: 400 },
            { soldAt: north, redeemedAt: 'hub', minor: 100 },
            { soldAt: 'hub', redeemedAt: south, minor: 5_000 },
          ],
          overdrafts: [],
          poolChangeMinor: 500,
        },
      ],
    });
  });

  it('says who has made up for overdrafts', () => {
    const row = projectionSpecification(settlement)
      .given(
        settled(70, 'charged-to-store', south),
        settled(30, 'borne-by-brand', 'hub'),
        settled(5, 'paid', 'hub'),
      )
      .row(TODAY);
    expect(viewOf(row).currencies).toMatchObject([
      {
        outlets: [net(south, 0, 0, 70), net('hub', 0, 0, 35)],
        overdrafts: [
          { how: 'charged-to-store', bearer: south, minor: 70 },
          { how: 'borne-by-brand', bearer: 'hub', minor: 30 },
          { how: 'paid', bearer: 'hub', minor: 5 },
        ],
        poolChangeMinor: 105,
      },
    ]);
  });

  it('takes in what the hub hears on the next day there, and leaves the day that is over as it was', () => {
    const over = JSON.stringify(traded().row(TODAY));
    const later = traded().after('12h', recorded(south, redeemedAtStore(20)), across(north, south, 20));
    expect(JSON.stringify(later.row(TODAY))).toBe(over);
    expect(viewOf(later.row(TOMORROW)).currencies).toMatchObject([
      { outlets: [net(south, 0, 20)], poolChangeMinor: -20 },
    ]);
  });

  it('takes back what was reversed', () => {
    const row = traded()
      .given(across(north, south, -400))
      .row(TODAY);
    expect(viewOf(row).currencies[0]?.across).toContainEqual({ soldAt: north, redeemedAt: south, minor: 0 });
  });

  it('keeps apart what stores say of a card that nobody has issued', () => {
    const row = projectionSpecification(settlement)
      .given(recorded(south, redeemedAtStore(20), {}), loaded(7, 'USD'))
      .row(TODAY);
    expect(viewOf(row).currencies.map(({ currency }) => currency)).toEqual(['USD', 'XXX']);
  });

  it('is told as CSV, a line for each sum', () => {
    const row = projectionSpecification(settlement)
      .given(
        recorded(north, loadedAtStore(1_000)),
        across(north, south, 400),
        settled(5, 'charged-to-store', north),
      )
      .row(TODAY);
    expect(settlementCsv(viewOf(row)).split('\r\n')).toEqual([
      'period,currency,line,outlet,redeemed_at,minor',
      `${TODAY},EUR,collected,${north},,1000`,
      `${TODAY},EUR,honoured,${north},,0`,
      `${TODAY},EUR,made-up,${north},,5`,
      `${TODAY},EUR,net,${north},,1005`,
      `${TODAY},EUR,across,${north},${south},400`,
      `${TODAY},EUR,charged-to-store,${north},,5`,
      `${TODAY},EUR,pool-change,,,1005`,
      '',
    ]);
  });
});
