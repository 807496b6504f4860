import type { Deal, Told, Wish } from '../trade/journal.js';
import type { Evidence, RecordedFact } from './evidence.js';

export const CARD = 'card-1';
export const STORE = 'store-1';
export const ENDED = 'store-2';

const wish = (requestId: string, change: Partial<Wish> = {}): Wish => ({
  kind: 'redeem',
  place: 'Main Street',
  storeId: STORE,
  till: 'till-1',
  requestId,
  cardId: CARD,
  minor: 300,
  ...change,
});

const approved = (factId: string, approvedMinor: number, unbackedMinor = 0): Told => ({
  outcome: 'approved',
  approvedMinor,
  factId,
  restsOn: { unbackedMinor },
});

const declined: Told = { outcome: 'declined', why: { code: 'card-blocked' }, onLine: true };

const recorded = (
  { kind, storeId, cardId, till, requestId, minor }: Wish,
  change: Partial<RecordedFact>,
) => ({
  kind,
  storeId,
  cardId,
  till,
  requestId,
  minor,
  id: '',
  unbackedMinor: 0,
  forked: false,
  ...change,
});

const atEnded = { place: 'Harbour', storeId: ENDED, till: 'till-2' };
const redeemed = wish('r-1');
const beyond = wish('r-2');
const loaded = wish('l-1', { kind: 'load', minor: 50 });
const refused = wish('r-3');
const early = wish('e-1', { ...atEnded, minor: 100 });
const late = wish('e-2', { ...atEnded, minor: 100 });

const deal = (number: number, asked: Wish, ...told: Told[]): Deal => ({ ...asked, number, told });

/**
 * A store that lives, and one that ended. The card had 1.00: 3.00 were taken in part, 3.00 out of risk, 0.50 came in cash, and
 * 1.00 went at the store that ended, whose last approval is on its disk only.
 */
export const honest: Evidence = {
  deals: [
    deal(0, redeemed, approved('f-1', 150), approved('f-1', 150)),
    deal(1, beyond, approved('f-2', 300, 300)),
    deal(2, loaded, approved('f-3', 50)),
    deal(3, refused, declined, declined),
    deal(4, early, approved('f-4', 100)),
    deal(5, late, approved('f-5', 100)),
  ],
  reuses: [{ wish: redeemed, status: 422, code: 'store-node.request-reused' }],
  recorded: [
    recorded(redeemed, { id: 'f-1', minor: 150 }),
    recorded(beyond, { id: 'f-2', unbackedMinor: 300 }),
    recorded(loaded, { id: 'f-3' }),
    recorded(early, { id: 'f-4' }),
  ],
  aside: [],
  cards: [
    {
      cardId: CARD,
      loadedMinor: 250,
      settledMinor: 0,
      hubMinor: -250,
      atStores: [{ place: 'Main Street', minor: -250 }],
    },
  ],
  stores: [
    { storeId: STORE, grantedMinor: 250, givenBackMinor: 50, disks: 1, lives: true },
    { storeId: ENDED, grantedMinor: 0, givenBackMinor: 0, disks: 2, lives: false },
  ],
  places: [
    { name: 'Main Street', storeId: STORE, lostFrom: undefined, silenced: undefined },
    { name: 'Harbour', storeId: ENDED, lostFrom: undefined, silenced: new Set(['f-4', 'f-5']) },
  ],
  conflicts: [{ kind: 'overdraft', cardId: CARD, storeIds: [STORE], detail: 'It has -2.50' }],
  deadLetters: [],
};
