import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openShop, type OpenShop } from './open-shop.js';

const cardId = '01980000-0000-7000-8000-00000000c001';

describe('The books over HTTP', () => {
  let shop: OpenShop;
  let seen: Record<string, string>;

  beforeAll(async () => {
    shop = await openShop();
    const sold = await shop.post('/v1/gift-cards', { currency: 'EUR', activate: true });
    const loads = `${String(sold.headers['location'])}/loads`;
    const loaded = await shop.post(loads, { amount: { minor: 5_000, currency: 'EUR' } });
    seen = { 'consistency-token': String(loaded.headers['consistency-token']), prefer: 'wait=10' };
  });
  afterAll(() => shop.close());

  /** The days in which this can have been recorded: it may be midnight. */
  async function settled(suffix: string, headers = {}) {
    const days = [Date.now() - 3_600_000, Date.now()].map((ms) => new Date(ms).toISOString().slice(0, 10));
    const answers = await Promise.all(
      [...new Set(days)].map((day) => shop.get(`/v1/settlement/${day}${suffix}`, { ...seen, ...headers })),
    );
    return {
      type: String(answers[0]?.headers['content-type']),
      text: answers.map(({ text }) => text).join(''),
    };
  }

  it('show what a command has done, to whoever brings its consistency token', async () => {
    const answer = await shop.get('/v1/liability', seen);
    expect(answer.json()).toMatchObject({ currencies: [{ currency: 'EUR', outstandingMinor: 5_000 }] });
  });

  it('tell a settlement as JSON', async () => {
    const { type, text } = await settled('');
    expect(type).toMatch(/^application\/json/);
    expect(text).toContain('"poolChangeMinor":5000');
  });

  it('tell it as CSV to whoever asks for that, by name or by header', async () => {
    for (const { type, text } of [await settled('.csv'), await settled('', { accept: 'text/csv' })]) {
      expect(type).toBe('text/csv; charset=utf-8');
      expect(text).toContain('EUR,net,hub,,5000\r\n');
    }
  });

  it('have nothing of a day on which nothing happened', async () => {
    const answer = await shop.get('/v1/settlement/2001-01-31');
    expect(answer.json()).toEqual({ period: '2001-01-31', status: 'over', currencies: [] });
  });

  it.each(['2001-02-30', '2001-02-30.csv', 'yesterday', '2001-01-31.pdf'])(
    'refuse %s, which is no day',
    async (period) => {
      expect((await shop.get(`/v1/settlement/${period}`)).status).toBe(400);
    },
  );

  it('know conflicts by their key, and filter them', async () => {
    const none = await shop.get(`/v1/conflicts?status=open&kind=fork&cardId=${cardId}`);
    expect(none.json()).toMatchObject({ data: [] });
    expect((await shop.get('/v1/conflicts?kind=quarrel')).status).toBe(400);
    const request = encodeURIComponent(`${cardId}:request-reused:${cardId}/till-1/${'r'.repeat(80)}`);
    expect((await shop.get(`/v1/conflicts/${request}`)).status).toBe(404);
    expect((await shop.get('/v1/conflicts/nonsense')).status).toBe(400);
  });
});
