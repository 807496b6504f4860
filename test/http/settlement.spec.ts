import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openShop, type OpenShop } from './open-shop.js';

const DAY_MS = 86_400_000;
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

describe('A settlement period over HTTP', () => {
  // Noon of a day that is long over by the clock of this computer, which says whether a period is.
  const thatDayMs = Date.UTC(2026, 0, 31, 12);
  const [thatDay, dayAfter] = [dayOf(thatDayMs), dayOf(thatDayMs + DAY_MS)];
  let nowMs = thatDayMs;
  let shop: OpenShop;
  let loads: string;

  beforeAll(async () => {
    shop = await openShop({ now: () => nowMs });
    const sold = await shop.post('/v1/gift-cards', { currency: 'EUR', activate: true });
    loads = `${String(sold.headers['location'])}/loads`;
    await load(5_000);
  });
  afterAll(() => shop.close());

  const load = async (minor: number) => {
    const { headers } = await shop.post(loads, { amount: { minor, currency: 'EUR' } });
    return { 'consistency-token': String(headers['consistency-token']), prefer: 'wait=10' };
  };
  const close = (period: string, why = 'The books are right') =>
    shop.post(`/v1/settlement/${period}/closing`, { why });

  it('is not closed before it is over', async () => {
    const { status, text } = await close(thatDay);
    expect([status, text]).toEqual([409, expect.stringContaining('clearing.period-not-over')]);
  });

  it('is closed when it is, and then told as it was, whatever comes late', async () => {
    const period = `/v1/settlement/${thatDay}`;
    expect((await shop.get(period)).json()).toMatchObject({ status: 'over' });
    nowMs = thatDayMs + DAY_MS;
    const answer = await close(thatDay);
    expect(answer.status).toBe(200);
    const seen = { 'consistency-token': String(answer.headers['consistency-token']), prefer: 'wait=10' };
    const closed = await shop.get(period, seen);
    expect(closed.json()).toMatchObject({
      status: 'closed',
      closed: { by: 'shop', why: 'The books are right', at: new Date(nowMs).toISOString() },
      currencies: [{ outlets: [{ outlet: 'hub', collectedMinor: 5_000, netMinor: 5_000 }] }],
    });

    nowMs = thatDayMs;
    const late = await load(700);
    expect((await shop.get(period, late)).text).toBe(closed.text);
    expect((await shop.get(`/v1/settlement/${dayAfter}`, late)).json()).toMatchObject({
      status: 'over',
      currencies: [{ outlets: [{ outlet: 'hub', collectedMinor: 700 }], poolChangeMinor: 700 }],
    });
    expect((await shop.get(`${period}.csv`)).text).toContain(`${thatDay},EUR,net,hub,,5000\r\n`);
  });

  it('is closed once: who closes it again is told by whom it was', async () => {
    nowMs = thatDayMs + DAY_MS;
    const { status, text } = await close(thatDay, 'Once more');
    expect([status, text]).toEqual([200, expect.stringContaining('The books are right')]);
  });

  it.each(['2001-02-30', 'yesterday', `2001-01-31.csv`])(
    'refuses to close %s, which is no day',
    async (period) => {
      expect((await close(period)).status).toBe(400);
    },
  );
});
