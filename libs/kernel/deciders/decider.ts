import type { CommandClass, EventClass, Message, MessageOf } from '../messages/message.js';

export type AnyEvent = Message<'event'>;
export type AnyRefusal = Message<'refusal'>;

/** The moment of the decision, as data. */
export interface DecisionContext {
  /** Milliseconds since 1970, by the database's clock. */
  readonly now: number;
}

/** What a decision says: either facts to keep and the answer to give, or why not; and what follows all the same. */
export type Decision<E extends AnyEvent = AnyEvent, R extends AnyRefusal = AnyRefusal> =
  | { readonly outcome: 'accepted'; readonly events: readonly E[]; readonly reply: E }
  | { readonly outcome: 'refused'; readonly events: readonly E[]; readonly refusal: R };

/** Accepts: keeps these events; the first of them is the answer to whoever asked. */
export const accept = <E extends AnyEvent, More extends AnyEvent = E>(
  reply: E,
  ...more: More[]
): Decision<E | More, never> => ({
  outcome: 'accepted',
  events: [reply, ...more],
  reply,
});

/** Answers a repeated request as the first one was answered, and keeps nothing new. */
export const alreadyDone = <E extends AnyEvent>(reply: E): Decision<E, never> => ({
  outcome: 'accepted',
  events: [],
  reply,
});

/** Refuses. @param following what comes of it all the same: somebody else is asked for what is missing */
export const refuse = <R extends AnyRefusal, E extends AnyEvent = never>(
  refusal: R,
  ...following: readonly E[]
): Decision<E, R> => ({
  outcome: 'refused',
  events: following,
  refusal,
});

/** An aggregate whose state type nobody outside needs to know: what the engine holds. */
export interface AnyDecider {
  /** Stream category, such as `gift-cards.card`; a stream is called `category/key`. */
  readonly category: string;
  readonly events: readonly EventClass[];
  readonly commands: readonly CommandClass[];
  /** Folds a history, oldest first, into an aggregate that can decide. */
  open(history: Iterable<AnyEvent>): OpenAggregate;
}

/** One aggregate in memory: each decision builds on the ones before it. */
export interface OpenAggregate {
  decide(command: Message, context: DecisionContext): Decision;
  /** Another one, as this one is now and with these events on top; neither touches the other from then on. */
  after(events: Iterable<AnyEvent>): OpenAggregate;
}

/** An aggregate as two pure functions over its history, with its state type. */
export interface Decider<State, E extends AnyEvent> extends AnyDecider {
  readonly initial: State;
  evolve(state: State, event: E): State;
  /**
   * What a history, oldest first, adds up to, on top of what was before it.
   * @throws Error when an event is not one of `events`
   */
  fold(history: Iterable<AnyEvent>, before?: State): State;
}

type UnionOf<Classes extends readonly EventClass[]> = MessageOf<Classes[number]>;

/** Pairs a command with the function that decides it. */
export const when = <State, C extends CommandClass, E extends AnyEvent, R extends AnyRefusal>(
  declaration: C,
  decide: (state: State, command: MessageOf<C>, context: DecisionContext) => Decision<E, R>,
) => ({ declaration, decide });

interface DeciderParts<State, Events extends readonly EventClass[]> {
  readonly initial: State;
  readonly events: Events;
  readonly evolve: (state: State, event: UnionOf<Events>) => State;
  readonly decisions: readonly Clause<State, UnionOf<Events>>[];
}

interface Clause<State, E extends AnyEvent> {
  readonly declaration: CommandClass;
  // A method, so that clauses with narrower commands fit one list; the engine routes by `declaration`.
  decide(state: State, command: Message<'command'>, context: DecisionContext): Decision<E>;
}

function isOneOf<Events extends readonly EventClass[]>(
  classes: Events,
  candidate: AnyEvent,
): candidate is UnionOf<Events> {
  return classes.some((each) => each.type === candidate.type && each.version === candidate.version);
}

/**
 * Declares an aggregate.
 * @throws Error when two clauses decide the same command.
 */
export function decider<State, const Events extends readonly EventClass[]>(
  category: string,
  parts: DeciderParts<State, Events>,
): Decider<State, UnionOf<Events>> {
  const clauses = new Map(parts.decisions.map((clause) => [clause.declaration.type, clause]));
  if (clauses.size !== parts.decisions.length) throw new Error(`${category} decides one command twice`);

  const evolveKnown = (state: State, event: AnyEvent): State => {
    if (isOneOf(parts.events, event)) return parts.evolve(state, event);
    throw new Error(`${category} does not know its own event ${event.type}@${event.version}`);
  };

  const foldOnto = (before: State, events: Iterable<AnyEvent>): State => {
    let state = before;
    for (const event of events) state = evolveKnown(state, event);
    return state;
  };

  const openAt = (opened: State): OpenAggregate => {
    let state = opened;
    return {
      after: (events) => openAt(foldOnto(state, events)),
      decide(command, context) {
        const clause = clauses.get(command.type);
        if (!clause || !isCommand(command)) throw new Error(`${category} does not decide ${command.type}`);
        const decision = clause.decide(state, command, context);
        state = foldOnto(state, decision.events);
        return decision;
      },
    };
  };

  return {
    category,
    initial: parts.initial,
    evolve: parts.evolve,
    fold: (history, before = parts.initial) => foldOnto(before, history),
    events: parts.events,
    commands: parts.decisions.map((clause) => clause.declaration),
    open: (history) => openAt(foldOnto(parts.initial, history)),
  };
}

const isCommand = (message: Message): message is Message<'command'> => message.kind === 'command';
