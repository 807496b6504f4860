import { Remembered } from '#kernel';
import type { Outlet, ValueMove } from '../../contracts/index.js';
import { addNewest, addOldest, type Lot, type Lots, noLots, takeOldest } from './lots.js';

/** Where the value of a card was sold, and where it was redeemed, in minor units. */
export interface Value {
  readonly lots: Lots;
  /** What outlets have redeemed beyond all that was sold: it waits for value that makes up for it. */
  readonly owed: readonly { readonly outlet: Outlet; readonly minor: number }[];
  readonly moves: Remembered<ValueMove>;
  /** Moves that no event has told yet. */
  readonly untold: Readonly<Record<string, ValueMove>>;
}

export const noValue: Value = { lots: noLots, owed: [], moves: Remembered.nothing(), untold: {} };

export function sold(value: Value, outlet: Outlet, minor: number): Value {
  const [oldest, ...others] = value.owed;
  if (!oldest) return { ...value, lots: addNewest(value.lots, { soldAt: outlet, minor }) };
  const part = Math.min(oldest.minor, minor);
  const rest = oldest.minor - part;
  const owed = rest > 0 ? [{ ...oldest, minor: rest }, ...others] : others;
  const paid = moved({ ...value, owed }, { soldAt: outlet, redeemedAt: oldest.outlet, minor: part });
  return part < minor ? sold(paid, outlet, minor - part) : paid;
}

export function redeemed(value: Value, outlet: Outlet, minor: number): Value {
  const { lots, taken } = takeOldest(value.lots, minor);
  const covered = movedAll({ ...value, lots }, outlet, taken);
  const short = minor - taken.reduce((sum, lot) => sum + lot.minor, 0);
  return short > 0 ? { ...covered, owed: owing(covered.owed, outlet, short) } : covered;
}

/** One entry for each outlet, so that a card that is overdrawn again and again stays small. */
function owing(owed: Value['owed'], outlet: Outlet, minor: number): Value['owed'] {
  if (!owed.some((each) => each.outlet === outlet)) return [...owed, { outlet, minor }];
  return owed.map((each) => (each.outlet === outlet ? { outlet, minor: each.minor + minor } : each));
}

/** Undoes what an outlet has redeemed: first what waits for value, then what was sold elsewhere, in the order of outlets. */
export function reversed(value: Value, outlet: Outlet, minor: number): Value {
  const waiting = value.owed.find((each) => each.outlet === outlet)?.minor ?? 0;
  const part = Math.min(waiting, minor);
  const owed = owing(value.owed, outlet, -part).filter((each) => each.minor > 0);
  let after: Value = { ...value, owed };
  let open = minor - part;
  for (const { soldAt, minor: redeemedMinor } of redeemedAt(value, outlet)) {
    const back = Math.min(open, redeemedMinor);
    if (back > 0) after = returned(after, { soldAt, redeemedAt: outlet, minor: back });
    open -= back;
  }
  // More came back than was ever redeemed there: the outlet has made that value, as if it had sold it.
  return open > 0 ? returned(after, { soldAt: outlet, redeemedAt: outlet, minor: open }) : after;
}

const redeemedAt = ({ moves }: Value, outlet: Outlet): readonly ValueMove[] =>
  [...moves.values()]
    .filter((move) => move.redeemedAt === outlet && move.minor > 0)
    .toSorted((one, other) => (one.soldAt < other.soldAt ? -1 : 1));

function returned(value: Value, { soldAt, redeemedAt: outlet, minor }: ValueMove): Value {
  const lots = addOldest(value.lots, { soldAt, minor });
  return moved({ ...value, lots }, { soldAt, redeemedAt: outlet, minor: -minor });
}

const movedAll = (value: Value, outlet: Outlet, taken: readonly Lot[]): Value =>
  taken.reduce((after, { soldAt, minor }) => moved(after, { soldAt, redeemedAt: outlet, minor }), value);

function moved(value: Value, move: ValueMove): Value {
  const name = nameOf(move);
  const before = value.moves.get(name)?.minor ?? 0;
  const moves = value.moves.with(name, { ...move, minor: before + move.minor });
  const isTold = move.soldAt !== 'hub' || move.redeemedAt !== 'hub';
  return { ...value, moves, untold: isTold ? added(value.untold, move, 1) : value.untold };
}

/** From here on these moves were told. */
export function told(value: Value, moves: readonly ValueMove[]): Value {
  return { ...value, untold: moves.reduce((untold, move) => added(untold, move, -1), value.untold) };
}

function added(moves: Value['untold'], move: ValueMove, times: 1 | -1): Value['untold'] {
  const name = nameOf(move);
  const { [name]: before, ...others } = moves;
  const minor = (before?.minor ?? 0) + times * move.minor;
  return minor === 0 ? others : { ...others, [name]: { ...move, minor } };
}

const nameOf = ({ soldAt, redeemedAt: outlet }: ValueMove): string => `${soldAt} ${outlet}`;
