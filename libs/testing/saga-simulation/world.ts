import type { Message, SagaInput, SagaInstance } from '#kernel';

import type { Ledger } from './ledger.js';

/** Something that a participant will be asked, or told. */
export interface Work {
  readonly participant: string;
  readonly message: Message;
  /** The attempt of the saga that an answer belongs to. */
  readonly token?: string;
}

/** What travels in one lane arrives in its order; lanes overtake each other. */
type Lanes<T> = Readonly<Record<string, readonly T[]>>;

/** Everything that is, at one moment of a simulation. It never changes: each move makes another one. */
export interface World {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly instance: SagaInstance;
  /** What each participant is, by its name. */
  readonly states: Readonly<Record<string, unknown>>;
  readonly work: Lanes<Work>;
  readonly inputs: Lanes<SagaInput>;
  /** Dead letters. */
  readonly buried: readonly Work[];
  /** Which of the happenings have not happened yet, by their index. */
  readonly ahead: readonly number[];
  readonly resumesLeft: number;
  /** How many ids were given, and how many copies made. */
  readonly ids: number;
  readonly copies: number;
  readonly ledger: Ledger;
}

export function put<T>(lanes: Lanes<T>, lane: string, ...more: readonly T[]): Lanes<T> {
  return more.length === 0 ? lanes : { ...lanes, [lane]: [...(lanes[lane] ?? []), ...more] };
}

/** Without the first one of a lane. */
export function taken<T>(lanes: Lanes<T>, lane: string): Lanes<T> {
  const { [lane]: [, ...rest] = [], ...others } = lanes;
  return rest.length === 0 ? others : { ...others, [lane]: rest };
}

export const isUnderWay = ({ work, inputs }: World): boolean =>
  Object.keys(work).length > 0 || Object.keys(inputs).length > 0;

/** Equal for worlds in which the same can happen. */
export function fingerprintOf(world: World): string {
  const { now, instance, states, work, inputs, buried, ahead, resumesLeft, ledger } = world;
  const participants = Object.entries(states).map(([name, state]) => name + jsonOf(state));
  const parts = [
    instanceJson(instance),
    participants,
    lanesJson(work),
    lanesJson(inputs),
    jsonOf(ledger.standing),
  ];
  return [now, ...parts.flat(), jsonOf(buried), ahead, resumesLeft].join('\n');
}

// Lanes of copies are called by their number, which depends on the way that led here.
const lanesJson = (lanes: Lanes<unknown>): string[] =>
  Object.entries(lanes)
    .map(([lane, all]) => lane.replace(/#\d+$/, '#') + jsonOf(all))
    .toSorted();

// Worlds share what did not change between them, so most of their text is known already.
const texts = new WeakMap<object, string>();

function jsonOf(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? remembered(value, () => JSON.stringify(value))
    : JSON.stringify(value);
}

/** Without what makes no difference to what can happen: ids, and since when it waits. */
function instanceJson(instance: SagaInstance): string {
  return remembered(instance, () => {
    const pending = instance.pending.map((each) => ({ ...each, since: 0, commandId: '' }));
    return JSON.stringify({ ...instance, pending });
  });
}

function remembered(value: object, write: () => string): string {
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = write();
  texts.set(value, text);
  return text;
}
