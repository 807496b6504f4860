import type { Deal, Told } from '../trade/journal.js';
import type { Asker, Want, Wish } from '../trade/wish.js';
import type { Evidence, RecordedFact } from './evidence.js';

export const CARD = 'card-1';
/** Out of the stock of the store that lives. */
export const SOLD = 'card-2';
export const STORE = 'store-1';
export const ENDED = 'store-2';

const at = (requestId: string, change: Partial<Asker> = {}): Asker => ({
  place: 'Main Street',
  storeId: STORE,
  till: 'till-1',
  requestId,
  ...change,
});
const wish = (requestId: string, want: Want): Wish => ({ ...at(requestId), ...want });

const approved = (factId: string | undefined, approvedMinor: number, unbackedMinor = 0): Told => ({
  outcome: 'approved',
  approvedMinor,
  ...(factId !== undefined && { factId }),
  restsOn: { unbackedMinor },
});

const declined = (code: string): Told => ({ outcome: 'declined', why: { code }, onLine: true });

function recorded(asked: Wish, change: Partial<RecordedFact> & Pick<RecordedFact, 'id' | 'seq'>) {
  const { kind, storeId, cardId, till, requestId } = asked;
  return {
    kind,
    storeId,
    cardId,
    till,
    requestId,
    minor: 'minor' in asked ? asked.minor : 0,
    of: 'of' in asked ? asked.of : null,
    unbackedMinor: 0,
    heldMinor: 0,
    why: null,
    forked: false,
    ...change,
  };
}

const taking = (requestId: string, minor: number, cardId = CARD): Wish =>
  wish(requestId, { kind: 'redeem', cardId, minor });
const holding = (requestId: string, minor: number): Wish =>
  wish(requestId, { kind: 'hold', cardId: SOLD, minor, expiresAfterMs: 2_000 });

const redeemed = taking('r-1', 300);
const beyond = taking('r-2', 300);
const loaded = wish('l-1', { kind: 'load', cardId: CARD, minor: 50 });
const refused = taking('r-3', 300);
const atEnded = { place: 'Harbour', storeId: ENDED, till: 'till-2' };
const early: Wish = { ...taking('e-1', 100), ...atEnded };
const late: Wish = { ...taking('e-2', 100), ...atEnded };

const activated = wish('a-1', { kind: 'activate', cardId: SOLD });
const filled = wish('l-2', { kind: 'load', cardId: SOLD, minor: 500 });
const held = holding('h-1', 200);
const captured = wish('c-1', { kind: 'capture', cardId: SOLD, of: 'f-h1', minor: 120 });
const reversed = wish('v-1', { kind: 'reverse', cardId: SOLD, of: 'f-c1', minor: 20 });
const heldToo = holding('h-2', 50);
const released = wish('x-1', { kind: 'release', cardId: SOLD, of: 'f-h2' });
const heldStill = holding('h-3', 30);
const expired = holding('h-4', 10);
const undone = taking('r-4', 40, SOLD);
const undo = wish('r-4', { kind: 'annul', cardId: SOLD });
const calledOff = wish('r-5', { kind: 'annul', cardId: SOLD });
const tooLate = taking('r-5', 40, SOLD);
const blocked = wish('b-1', { kind: 'block', cardId: SOLD });
const stopped = taking('r-6', 40, SOLD);

type Answered = readonly [Wish, ...Told[]];

const answered: readonly Answered[] = [
  [redeemed, approved('f-1', 150), approved('f-1', 150)],
  [beyond, approved('f-2', 300, 300)],
  [loaded, approved('f-3', 50)],
  [refused, declined('not-covered'), declined('not-covered')],
  [early, approved('f-4', 100)],
  [late, approved('f-5', 100)],
  [activated, approved('f-a1', 0)],
  [filled, approved('f-l2', 500)],
  [held, approved('f-h1', 200)],
  [captured, approved('f-c1', 120)],
  [reversed, approved('f-v1', 20)],
  [heldToo, approved('f-h2', 50)],
  [released, approved('f-x1', 50)],
  [heldStill, approved('f-h3', 30)],
  [expired, approved('f-h4', 10)],
  [undone, approved('f-r4', 40), declined('request-annulled')],
  [undo, approved('f-n4', 40), approved('f-n4', 40)],
  [calledOff, approved('f-n5', 0)],
  [tooLate, declined('request-annulled')],
  [blocked, approved('f-b1', 0)],
  [stopped, declined('card-blocked')],
];

/** One after the other. */
const deals = answered.map(([asked, ...told], number): Deal => ({
  ...asked,
  number,
  told,
  toldBefore: number + 1,
}));

/** The place of a deal among all. */
export const dealOf = (requestId: string, kind: Deal['kind']): number =>
  deals.findIndex((deal) => deal.requestId === requestId && deal.kind === kind);

/**
 * A store that lives, and one that ended. The first card had 2.50: 3.00 were taken in part, 3.00 out of risk, 0.50 came in cash, and
 * 1.00 went at the store that ended, whose last approval is on its disk only. The second one was sold, loaded, held in four ways,
 * and blocked in the end.
 */
export const honest: Evidence = {
  deals,
  reuses: [{ wish: redeemed, status: 422, code: 'store-node.request-reused' }],
  recorded: [
    recorded(redeemed, { id: 'f-1', seq: 1, minor: 150 }),
    recorded(beyond, { id: 'f-2', seq: 2, unbackedMinor: 300 }),
    recorded(loaded, { id: 'f-3', seq: 3 }),
    recorded(early, { id: 'f-4', seq: 1 }),
    recorded(activated, { id: 'f-a1', seq: 4 }),
    recorded(filled, { id: 'f-l2', seq: 5 }),
    recorded(held, { id: 'f-h1', seq: 6 }),
    recorded(captured, { id: 'f-c1', seq: 7, heldMinor: 200 }),
    recorded(reversed, { id: 'f-v1', seq: 8, why: 'asked' }),
    recorded(heldToo, { id: 'f-h2', seq: 9 }),
    recorded(released, {
      id: 'f-x1',
      seq: 10,
      till: null,
      requestId: null,
      minor: 50,
      heldMinor: 50,
      why: 'asked',
    }),
    recorded(heldStill, { id: 'f-h3', seq: 11 }),
    recorded(expired, { id: 'f-h4', seq: 12 }),
    recorded(expired, {
      id: 'f-x4',
      seq: 13,
      kind: 'release',
      till: null,
      requestId: null,
      of: 'f-h4',
      heldMinor: 10,
      why: 'expired',
    }),
    recorded(undone, { id: 'f-r4', seq: 14 }),
    recorded(undo, { id: 'f-n4', seq: 15, kind: 'reverse', of: 'f-r4', minor: 40, why: 'annulled' }),
    recorded(calledOff, { id: 'f-n5', seq: 16, cardId: '' }),
    recorded(blocked, { id: 'f-b1', seq: 17 }),
  ],
  aside: [],
  cards: [
    {
      cardId: CARD,
      loadedMinor: 250,
      settledMinor: 0,
      stockOf: undefined,
      atHub: { balanceMinor: -250, heldMinor: 0, status: 'active' },
      atStores: [{ place: 'Main Street', balanceMinor: -250, heldMinor: 0, status: 'active' }],
    },
    {
      cardId: SOLD,
      loadedMinor: 0,
      settledMinor: 0,
      stockOf: STORE,
      atHub: { balanceMinor: 400, heldMinor: 30, status: 'blocked' },
      atStores: [{ place: 'Main Street', balanceMinor: 400, heldMinor: 30, status: 'blocked' }],
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
