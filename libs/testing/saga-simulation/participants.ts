import {
  type AnyEvent,
  type AnyMessageClass,
  type Decider,
  keyOf,
  type Message,
  type MessageOf,
} from '#kernel';

import { declarationOf } from '../specification/wire.js';

/** One way in which a participant can take a message. */
export interface Turn<State> {
  /** What it is afterwards, as JSON. */
  readonly state: State;
  /** What it tells the saga whose command this was, or follows from; several in their order. None: silence. */
  readonly answers?: readonly Message[];
  /** Events that it keeps, besides those that it answers with: others may take them. */
  readonly events?: readonly Message<'event'>[];
  /** What it asks of others. Their answers go to the saga. */
  readonly asks?: readonly Message<'command'>[];
}

/** Whether answers may fail to come: `perhaps` is tried out, `never` is always so. */
export type Answers = 'always' | 'perhaps' | 'never';

/** Somebody whom a saga deals with. `View` is what invariants see of it. */
export interface Participant<View = unknown, State = unknown> {
  /** The commands and events that it takes. */
  readonly takes: readonly AnyMessageClass[];
  readonly initial: State;
  readonly answers: Answers;
  /**
   * Whether a message may come to it a second time. The engine handles each message once, so it may be switched off; who
   * passes with it needs nobody's help.
   */
  readonly getsCopies: boolean;
  /** Beyond the reach of transactions: it may have done something and not have said so. */
  readonly isOutside: boolean;
  /** @returns all ways that are possible; the first is the usual one */
  take(state: State, message: Message, now: number): readonly Turn<State>[];
  view(state: State): View;
}

interface AggregateOptions {
  /** What happened before. */
  readonly given?: readonly Message<'event'>[];
  readonly answers?: Answers;
  readonly getsCopies?: boolean;
  /** A refusal that is possible besides what the decider says; undefined where none is. */
  mayRefuse?(command: Message): Message | undefined;
}

type Streams = Readonly<Record<string, readonly AnyEvent[]>>;

const streamKey = (message: Message): string => keyOf(declarationOf(message), Object(message.data));

/** A real decider: decides and answers as it does in the engine. Invariants see its state by its key. */
export function aggregate<State, E extends AnyEvent>(
  decider: Decider<State, E>,
  { given = [], answers = 'perhaps', getsCopies = true, mayRefuse }: AggregateOptions = {},
): Participant<(key: string) => State, Streams> {
  const initial: Record<string, readonly AnyEvent[]> = {};
  for (const event of given) initial[streamKey(event)] = [...(initial[streamKey(event)] ?? []), event];
  return {
    takes: decider.commands,
    initial,
    answers,
    getsCopies,
    isOutside: false,
    take(streams, command, now) {
      const key = streamKey(command);
      const history = streams[key] ?? [];
      const decision = decider.open(history).decide(command, { now });
      const refusal = mayRefuse?.(command);
      const unwilling =
        decision.outcome === 'accepted' && refusal ? [{ state: streams, answers: [refusal] }] : [];
      const { events } = decision;
      const reply = decision.outcome === 'refused' ? decision.refusal : decision.reply;
      const state = events.length === 0 ? streams : { ...streams, [key]: [...history, ...events] };
      return [{ state, answers: [reply], events }, ...unwilling];
    },
    view: (streams) => (key) => decider.fold(streams[key] ?? []),
  };
}

interface ModelOptions<State, Taken extends readonly AnyMessageClass[]> {
  readonly takes: Taken;
  /** What it is at first, as JSON. */
  readonly state: State;
  readonly answers?: Answers;
  readonly getsCopies?: boolean;
  readonly isOutside?: boolean;
  /** One turn, or all that are possible, the usual one first. Must be a function of its arguments alone. */
  take(
    state: State,
    message: MessageOf<Taken[number]>,
    now: number,
  ): Turn<NoInfer<State>> | readonly Turn<NoInfer<State>>[];
}

/** A participant in a few lines. Invariants see its state. */
export function model<State, const Taken extends readonly AnyMessageClass[]>(
  options: ModelOptions<State, Taken>,
): Participant<State, State> {
  const { takes, state: initial, answers = 'perhaps', getsCopies = true, isOutside = false } = options;
  return {
    takes,
    initial,
    answers,
    getsCopies,
    isOutside,
    take(state, message, now) {
      if (!isOneOf(takes, message)) throw new Error(`It does not take ${message.type}`);
      const turns = options.take(state, message, now);
      return isMany(turns) ? turns : [turns];
    },
    view: (state) => state,
  };
}

const isOneOf = <Taken extends readonly AnyMessageClass[]>(
  takes: Taken,
  message: Message,
): message is MessageOf<Taken[number]> => takes.some((each) => each.type === message.type);

const isMany = <State>(turns: Turn<State> | readonly Turn<State>[]): turns is readonly Turn<State>[] =>
  Array.isArray(turns);
