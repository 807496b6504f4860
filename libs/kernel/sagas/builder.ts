import type { CommandClass, DataOf, EventClass, MessageOf } from '../messages/message.js';
import type { CommandStep, SagaDefinition, SagaNode, SagaState } from './definition.js';
import { type Duration, milliseconds } from './duration.js';
import { type BuiltStep, type Grow, type Nothing, type Sometime, Unsent } from './step-builder.js';

interface PersonOptions<State> {
  /** The scope that a person needs to decide. */
  readonly permission: string;
  readonly within: Duration;
  when?(state: State): boolean;
}

interface EventOptions<E extends EventClass, State, Learned> {
  /** The business key of the saga that the event is about. */
  by(event: MessageOf<E>): string;
  learn?(data: DataOf<E>, state: State): Learned;
  readonly within?: Duration;
}

interface EventForOptions<E extends EventClass, State> {
  /** The business key of the saga that the event is about. */
  by(event: MessageOf<E>): string;
  readonly atMost: Duration;
  when?(state: State): boolean;
}

type BuildStep<State extends SagaState, Item, Learned> = (step: Unsent<State, Item>) => BuiltStep<Learned>;

/** Steps that run at the same time; each sees the state from before the group. */
class ParallelBuilder<State extends SagaState, Learned> {
  constructor(readonly steps: readonly CommandStep[]) {}

  step<L>(name: string, build: BuildStep<State, undefined, L>): ParallelBuilder<State, Grow<Learned, L>> {
    const { step, condition } = build(new Unsent(name));
    return new ParallelBuilder([...this.steps, { ...step, ...condition }]);
  }
}

/** Reads top to bottom like the business; the type of each step knows what the steps before it have learned. */
class SagaBuilder<State extends SagaState, Start extends SagaState> {
  constructor(private readonly parts: SagaDefinition) {}

  /** One command, its replies and its compensation. */
  step<L>(name: string, build: BuildStep<State, undefined, L>): SagaBuilder<Grow<State, L>, Start> {
    return this.add(stepNode(name, build));
  }

  /** The point of no return: until it is answered all can be undone, after it there is only forward. */
  pivot<L>(name: string, build: BuildStep<State, undefined, L>): SagaBuilder<Grow<State, L>, Start> {
    return this.add({ ...stepNode(name, build), pivot: true });
  }

  /** Starts all steps of the group at once and goes on when all are done. */
  parallel<L>(
    name: string,
    build: (group: ParallelBuilder<State, Nothing>) => ParallelBuilder<State, L>,
  ): SagaBuilder<Grow<State, L>, Start> {
    const { steps } = build(new ParallelBuilder([]));
    return this.add({ kind: 'parallel', name, pivot: false, steps });
  }

  /**
   * The same step for each item, one after another. The items are fixed when the saga gets here; there may be none, so
   * what the step teaches is not certain.
   */
  forEach<Item, L>(
    name: string,
    items: (state: State) => readonly Item[],
    build: BuildStep<State, Item, L>,
  ): SagaBuilder<Grow<State, Partial<L>>, Start> {
    const { step, condition } = build(new Unsent(name));
    return this.add({ kind: 'each', name, pivot: false, items, step, ...condition });
  }

  /** Waits for an event that the saga did not ask for. One that comes early is kept until it is wanted. */
  awaitEvent<E extends EventClass, L = Nothing>(
    name: string,
    event: E,
    options: EventOptions<E, State, L>,
  ): SagaBuilder<Grow<State, L>, Start> {
    const { by, learn, within } = options;
    return this.add({
      kind: 'step',
      name,
      pivot: false,
      step: {
        kind: 'event',
        name,
        event,
        sagaKey: by,
        learn: (data: DataOf<E>, state: State) => ({ ...learn?.(data, state) }),
        ...(within && { withinMs: milliseconds(within) }),
      },
    });
  }

  /** Waits for an event as long as it may take, and goes on without it after that: so it teaches nothing. */
  awaitEventFor<E extends EventClass>(
    name: string,
    event: E,
    { by, atMost, when }: EventForOptions<E, State>,
  ): SagaBuilder<State, Start> {
    const within = { withinMs: milliseconds(atMost), goesOn: true };
    const step = { kind: 'event', name, event, sagaKey: by, learn: () => ({}), ...within } as const;
    return this.add({ kind: 'step', name, pivot: false, step, ...(when && { when }) });
  }

  /** Waits until a time, in milliseconds since 1970. */
  awaitTime(name: string, until: (state: State, nowMs: number) => number): SagaBuilder<State, Start> {
    return this.add({ kind: 'step', name, pivot: false, step: { kind: 'time', name, until } });
  }

  /** Waits for a person to approve. A rejection, or silence, undoes the saga. */
  awaitPerson(name: string, options: PersonOptions<State>): SagaBuilder<State, Start> {
    const { permission, within, when } = options;
    const step = { kind: 'person', name, permission, withinMs: milliseconds(within) } as const;
    return this.add({ kind: 'step', name, pivot: false, step, ...(when && { when }) });
  }

  /** An event that asks to undo the saga. It comes too late after the pivot. */
  cancelledBy<E extends EventClass>(
    event: E,
    by: (event: MessageOf<E>) => string,
    reason: string,
  ): SagaBuilder<State, Start> {
    const trigger = { event, sagaKey: by, reason };
    return new SagaBuilder({ ...this.parts, cancelledBy: [...this.parts.cancelledBy, trigger] });
  }

  /** The last command of a saga that was undone: tells the business that nothing came of it, and why. */
  afterCompensation<C extends CommandClass>(
    command: C,
    data: (state: Sometime<Start, State>, reason: string) => DataOf<C>,
  ): SagaBuilder<State, Start> {
    return new SagaBuilder({ ...this.parts, afterCompensation: { command, data } });
  }

  /** How long the whole saga may take: before the pivot it is then undone, after it a person is called. */
  deadline(duration: Duration): SagaBuilder<State, Start> {
    return new SagaBuilder({ ...this.parts, deadlineMs: milliseconds(duration) });
  }

  build(): SagaDefinition {
    return this.parts;
  }

  private add<Next extends SagaState>(node: SagaNode): SagaBuilder<Next, Start> {
    return new SagaBuilder({ ...this.parts, nodes: [...this.parts.nodes, node] });
  }
}

function stepNode<State extends SagaState, L>(name: string, build: BuildStep<State, undefined, L>): SagaNode {
  const { step, condition } = build(new Unsent(name));
  return { kind: 'step', name, pivot: false, step, ...condition };
}

/**
 * Begins a saga.
 * @param name such as `purchasing.purchase`
 * @param options `version` is raised with each change of the steps; running instances keep their own.
 */
export const saga = (name: string, options: { readonly version: number }) => ({
  /** The event that starts it, the state it starts with, and its business key. */
  startedBy<E extends EventClass, State extends SagaState>(
    event: E,
    state: (event: MessageOf<E>) => State,
    by: (event: MessageOf<E>) => string,
  ): SagaBuilder<State, State> {
    return new SagaBuilder({
      name,
      version: options.version,
      startedBy: { event, sagaKey: by, state },
      cancelledBy: [],
      nodes: [],
    });
  },
});
