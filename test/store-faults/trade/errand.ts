import type { Dice } from '../../../apps/demo/plan/dice.js';
import { type Deal, isApproved } from './journal.js';
import type { Want } from './wish.js';

/** What a till does next: it asks for one thing after the other has been told, or for all at once. */
export interface Errand {
  readonly requests: readonly (Want & { readonly requestId: string })[];
  readonly order: 'in turn' | 'at once';
}

export interface Desk {
  readonly dice: Dice;
  /** Those that it may use. */
  readonly cards: readonly string[];
  /** Those that nobody has sold: some of its own store, some of others. */
  readonly stock: readonly string[];
  /** What it has asked for. */
  readonly own: readonly Deal[];
  /** @returns a request id that was never used */
  newId(): string;
}

const REDEEMED_MINOR_MAX = 300;
const LOADED_MINOR_MAX = 2_000;
/** Some holds are left to expire, the others outlast every run. */
export const SHORT_MS = 2_000;
const LONG_MS = 24 * 3_600_000;
const SHORT = 0.3;
/** Of what it began, a till ends or undoes something of the last ones. */
const LAST = 6;

type Plan = (desk: Desk) => Errand;

/** Of 1,000 errands. */
const PLANS: readonly (readonly [number, Plan])[] = [
  [430, (desk) => inTurn(redemption(desk))],
  [80, (desk) => inTurn(load(desk))],
  [140, (desk) => inTurn(hold(desk))],
  [130, holdEnd],
  [100, reversal],
  [90, annulment],
  [25, activation],
  [5, (desk) => inTurn({ kind: 'block', cardId: desk.dice.pick(desk.cards), requestId: desk.newId() })],
];
const ALL = PLANS.reduce((sum, [weight]) => sum + weight, 0);

export function errandOf(desk: Desk): Errand {
  let left = desk.dice.whole(1, ALL);
  for (const [weight, plan] of PLANS) {
    left -= weight;
    if (left <= 0) return plan(desk);
  }
  return inTurn(redemption(desk));
}

type Request = Errand['requests'][number];

const inTurn = (...requests: readonly Request[]): Errand => ({ requests, order: 'in turn' });
const atOnce = (...requests: readonly Request[]): Errand => ({ requests, order: 'at once' });

const redemption = ({ dice, cards, newId }: Desk): Request => ({
  kind: 'redeem',
  cardId: dice.pick(cards),
  minor: dice.whole(1, REDEEMED_MINOR_MAX),
  requestId: newId(),
});

const load = ({ dice, cards, newId }: Desk): Request => ({
  kind: 'load',
  cardId: dice.pick(cards),
  minor: dice.whole(1, LOADED_MINOR_MAX),
  requestId: newId(),
});

const hold = ({ dice, cards, newId }: Desk): Request => ({
  kind: 'hold',
  cardId: dice.pick(cards),
  minor: dice.whole(1, REDEEMED_MINOR_MAX),
  expiresAfterMs: dice.chance(SHORT) ? SHORT_MS : LONG_MS,
  requestId: newId(),
});

interface Begun {
  readonly of: string;
  readonly cardId: string;
  readonly minor: number;
}

const begun = (own: readonly Deal[], ...kinds: readonly Deal['kind'][]): readonly Begun[] =>
  own
    .flatMap(({ kind, cardId, told: [told] }) =>
      kinds.includes(kind) && isApproved(told) && told.factId !== undefined
        ? [{ of: told.factId, cardId, minor: told.approvedMinor }]
        : [],
    )
    .slice(-LAST);

/** What was ended already may be among them, and more may be asked for than is there. */
function holdEnd(desk: Desk): Errand {
  const { dice, own, newId } = desk;
  const held = begun(own, 'hold');
  if (held.length === 0) return inTurn(hold(desk));
  const { of, cardId, minor } = dice.pick(held);
  const capture = (): Request => ({
    kind: 'capture',
    cardId,
    of,
    minor: dice.pick([minor, dice.whole(1, minor), minor + 1]),
    requestId: newId(),
  });
  const release = (): Request => ({ kind: 'release', cardId, of, requestId: newId() });
  return dice.pick([
    () => inTurn(capture()),
    () => inTurn(release()),
    () => inTurn(capture(), release()),
    () => atOnce(capture(), release()),
    () => atOnce(capture(), capture()),
  ])();
}

function reversal(desk: Desk): Errand {
  const { dice, own, newId } = desk;
  const taken = begun(own, 'redeem', 'capture').filter(({ minor }) => minor > 0);
  if (taken.length === 0) return inTurn(redemption(desk));
  const { of, cardId, minor } = dice.pick(taken);
  const reverse = (): Request => ({
    kind: 'reverse',
    cardId,
    of,
    minor: dice.pick([minor, dice.whole(1, minor)]),
    requestId: newId(),
  });
  return dice.chance(0.5) ? inTurn(reverse()) : atOnce(reverse(), reverse());
}

/** Before the request, at the same time, after it, or long after it, when it is too late for some. */
function annulment(desk: Desk): Errand {
  const { dice, own } = desk;
  const request = dice.chance(0.5) ? redemption(desk) : hold(desk);
  const annul = annulmentOf(request);
  const earlier = own.filter(({ kind }) => kind !== 'annul').slice(-LAST);
  return dice.pick([
    () => inTurn(annul, request),
    () => atOnce(request, annul),
    () => inTurn(request, annul),
    () => inTurn(earlier.length > 0 ? annulmentOf(dice.pick(earlier)) : request),
  ])();
}

const annulmentOf = ({ cardId, requestId }: Request): Request => ({ kind: 'annul', cardId, requestId });

function activation(desk: Desk): Errand {
  const { dice, stock, newId } = desk;
  if (stock.length === 0) return inTurn(redemption(desk));
  const cardId = dice.pick(stock);
  const activate = (): Request => ({ kind: 'activate', cardId, requestId: newId() });
  return dice.chance(0.5) ? inTurn(activate()) : atOnce(activate(), activate());
}
