import { describe, expect, it } from '@jest/globals';
import { projectionSpecification, SPEC_NOW } from '#testing';
import { SettlementPeriodClosed } from '../contracts/index.js';
import type { OpenPeriods } from '../domain/periods.js';
import { settlementCsv, type SettlementView, settlementView } from '../http/settlement-view.js';
import { type ClosedPeriodRow, closedPeriods } from './closed-periods.projection.js';
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
import { OPEN_PERIODS, settlement } from './settlement.projection.js';

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

type Told = ReturnType<typeof projectionSpecification>;

const isRow = (row: object | undefined): row is OpenPeriods => row !== undefined && 'open' in row;

function viewOf(told: Told, period = TODAY) {
  const row = told.row(OPEN_PERIODS);
  if (!isRow(row)) throw new Error('Nothing was settled');
  return settlementView(period, { open: row, closed: undefined, nowMs: SPEC_NOW });
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
    expect(viewOf(traded())).toEqual({
      period: TODAY,
      status: 'open',
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
          postings: [
            { account: 'card-liability', minor: -500 },
            { account: `due-to/${south}`, minor: -5_400 },
            { account: 'due-to/hub', minor: -100 },
            { account: `tender/${north}`, minor: 1_000 },
            { account: 'tender/hub', minor: 5_000 },
          ],
          poolChangeMinor: 500,
        },
      ],
    });
  });

  it('says who has made up for overdrafts', () => {
    const told = projectionSpecification(settlement).given(
      settled(70, 'charged-to-store', south),
      settled(30, 'borne-by-brand', 'hub'),
      settled(5, 'paid', 'hub'),
    );
    expect(viewOf(told).currencies).toMatchObject([
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
    const over = viewOf(traded());
    const later = traded().after('12h', recorded(south, redeemedAtStore(20)), across(north, south, 20));
    expect(viewOf(later)).toEqual(over);
    expect(viewOf(later, TOMORROW).currencies).toMatchObject([
      { outlets: [net(south, 0, 20)], poolChangeMinor: -20 },
    ]);
  });

  it('takes back what was reversed', () => {
    const told = traded().given(across(north, south, -400));
    expect(viewOf(told).currencies[0]?.across).toContainEqual({ soldAt: north, redeemedAt: south, minor: 0 });
  });

  it('keeps apart what stores say of a card that nobody has issued', () => {
    const told = projectionSpecification(settlement).given(
      recorded(south, redeemedAtStore(20), {}),
      loaded(7, 'USD'),
    );
    expect(viewOf(told).currencies.map(({ currency }) => currency)).toEqual(['USD', 'XXX']);
  });

  it('is told as CSV, a line for each sum', () => {
    const told = projectionSpecification(settlement).given(
      recorded(north, loadedAtStore(1_000)),
      across(north, south, 400),
      settled(5, 'charged-to-store', north),
    );
    expect(settlementCsv(viewOf(told)).split('\r\n')).toEqual([
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

describe('A period that is closed', () => {
  const said = { by: 'anna', why: 'The books are right' };
  const closedWith = (currencies: SettlementView['currencies'], period = TODAY) =>
    new SettlementPeriodClosed({ period, ...said, currencies });
  const stated = () => viewOf(traded()).currencies;
  const netsIn = (told: Told, period: string) =>
    viewOf(told, period).currencies.flatMap(({ outlets }) => outlets);

  it('is told as it was closed, byte by byte, however its statement is kept', () => {
    const told = projectionSpecification(closedPeriods).after('12h', closedWith(stated()));
    const backwards = Object.fromEntries(Object.entries(told.row(TODAY) ?? {}).toReversed());
    const view = (closed: object | undefined) =>
      isClosed(closed) && JSON.stringify(settlementView(TODAY, { closed, open: undefined, nowMs: SPEC_NOW }));
    expect(view(backwards)).toBe(view(told.row(TODAY)));
    expect(JSON.parse(String(view(backwards)))).toEqual({
      period: TODAY,
      status: 'closed',
      closed: { ...said, at: '2026-01-02T00:00:00.000Z' },
      currencies: stated(),
    });
  });

  it('takes in nothing more: what comes late falls into the first day behind all that are closed', () => {
    const told = traded()
      .after('12h', closedWith(stated()), recorded(south, redeemedAtStore(20)))
      .after('24h', closedWith([], TOMORROW))
      .given(recorded(north, redeemedAtStore(3)));
    expect(netsIn(told, '2026-01-03')).toEqual([net(north, 0, 3), net(south, 0, 20)]);
    expect(netsIn(told, TODAY)).toEqual([]);
    expect(netsIn(told, TOMORROW)).toEqual([]);
  });

  it('leaves to the next what came after its statement was drawn up, and no more', () => {
    const told = traded()
      .given(recorded(south, redeemedAtStore(20)), across(north, south, 20))
      .after('12h', closedWith(stated()));
    expect(viewOf(told, TOMORROW).currencies).toMatchObject([
      {
        outlets: [net(south, 0, 20)],
        across: [{ soldAt: north, redeemedAt: south, minor: 20 }],
        poolChangeMinor: -20,
      },
    ]);
  });

  it('may be closed before one that is older', () => {
    const told = traded()
      .after('12h', recorded(south, redeemedAtStore(20)))
      .after('24h', closedWith([], TOMORROW));
    expect(netsIn(told, TODAY)).toHaveLength(3);
    expect(netsIn(told, '2026-01-03')).toEqual([net(south, 0, 20)]);
    expect(netsIn(told.given(closedWith(stated())), TODAY)).toEqual([]);
  });
});

const isClosed = (row: object | undefined): row is ClosedPeriodRow => row !== undefined && 'closedAt' in row;
