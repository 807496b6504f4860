import type { CommandClass, DataOf, EventClass, RefusalClass } from '../messages/message.js';
import type { CommandStep, SagaState } from './definition.js';
import { type Duration, milliseconds } from './duration.js';
import { once, type RetryPolicy } from './retry-policy.js';

/** The state after something was learned: new fields are added, known ones replaced, or perhaps replaced. */
export type Grow<State, Learned> = Flat<
  Omit<State, keyof Learned> & Omit<Learned, OptionalKeys<Learned> & keyof State> & Perhaps<State, Learned>
>;

type Perhaps<State, Learned> = {
  [Name in keyof Pick<State, OptionalKeys<Learned> & keyof State>]:
    State[Name] | Exclude<Learned[Name & keyof Learned], undefined>;
};

type OptionalKeys<T> = { [Name in keyof T]-?: object extends Pick<T, Name> ? Name : never }[keyof T];

type Flat<T> = { [Name in keyof T]: T[Name] };

/** What is learned from one of two answers: only what both teach is certain. */
export type Either<One, Other> = Flat<
  { [Name in keyof One & keyof Other]: One[Name] | Other[Name] } & Partial<Omit<One, keyof Other>> &
    Partial<Omit<Other, keyof One>>
>;

/** The state when a saga ends early: what it started with is certain, what its steps teach is not. */
export type Sometime<Start, State> = Flat<
  Either<Start, Pick<State, keyof State & keyof Start>> & Partial<Omit<State, keyof Start>>
>;

// Nothing learned yet: adds no field to the state.
export type Nothing = Record<never, never>;

type Learn<C extends EventClass, State, Item, L> = (data: DataOf<C>, state: State, item: Item) => L;

/** A step that has no command yet. */
export class Unsent<State extends SagaState, Item> {
  constructor(private readonly name: string) {}

  /** The command of this step. */
  send<C extends CommandClass>(
    command: C,
    data: (state: State, item: Item) => DataOf<C>,
  ): Unanswered<State, Item> {
    return new Unanswered({
      kind: 'command',
      name: this.name,
      send: { command, data },
      replies: [],
      refusals: [],
      retried: [],
      notes: [],
      retry: once,
    });
  }
}

/** A step whose command is known, but not yet what answers it. */
class Unanswered<State extends SagaState, Item> {
  constructor(private readonly step: CommandStep) {}

  /** The event that says the step is done, and what the saga learns from it. */
  on(message: EventClass): ReadyStep<State, Item, Nothing>;
  on<E extends EventClass, L extends SagaState>(
    message: E,
    learn: Learn<E, State, Item, L>,
  ): ReadyStep<State, Item, L>;
  on<L>(
    message: EventClass,
    learn: Learn<EventClass, State, Item, SagaState> = nothing,
  ): ReadyStep<State, Item, L> {
    return new ReadyStep<State, Item, L>({ ...this.step, replies: [{ message, learn }] });
  }
}

/** What a saga takes from a step that can run. The step may have been built for less state than the saga has by then. */
export interface BuiltStep<Learned> {
  readonly step: CommandStep;
  readonly condition?: { when(state: SagaState): boolean } | undefined;
  /** Never there; it remembers the type of what the step teaches. */
  readonly learned?: Learned;
}

/** A step that can run. */
export class ReadyStep<State extends SagaState, Item, Learned> implements BuiltStep<Learned> {
  declare readonly learned?: Learned;

  constructor(
    readonly step: CommandStep,
    readonly condition?: { when(state: SagaState): boolean },
  ) {}

  /** Another event that says the step is done. */
  on(message: EventClass): ReadyStep<State, Item, Either<Learned, Nothing>>;
  on<E extends EventClass, L extends SagaState>(
    message: E,
    learn: Learn<E, State, Item, L>,
  ): ReadyStep<State, Item, Either<Learned, L>>;
  on<L>(
    message: EventClass,
    learn: Learn<EventClass, State, Item, SagaState> = nothing,
  ): ReadyStep<State, Item, L> {
    return this.with({ replies: [...this.step.replies, { message, learn }] });
  }

  /** An answer that says no, and what the saga learns from it. Any refusal, named or not, undoes the saga before the pivot. */
  refusedOn<R extends RefusalClass | EventClass, L extends SagaState = Nothing>(
    message: R,
    learn?: (data: DataOf<R>, state: State, item: Item) => L,
  ): ReadyStep<State, Item, Learned> {
    return this.with({ refusals: [...this.step.refusals, { message, learn: learn ?? nothing }] });
  }

  /** An answer that says no, after which another attempt may succeed, always or when its data say so: see `retry`. */
  retryOn<R extends RefusalClass | EventClass>(
    message: R,
    when: (data: DataOf<R>) => boolean = always,
  ): ReadyStep<State, Item, Learned> {
    return this.with({ retried: [...this.step.retried, { message, when }] });
  }

  /** A reply that reports progress and decides nothing; its text tells a person why the saga still waits. */
  noteOn<E extends EventClass>(
    message: E,
    text: (data: DataOf<E>) => string,
  ): ReadyStep<State, Item, Learned> {
    return this.with({ notes: [...this.step.notes, { message, text }] });
  }

  /** Undoes the step once it is done; sees what the step has learned. */
  undo<C extends CommandClass>(
    command: C,
    data: (state: Grow<State, Learned>, item: Item) => DataOf<C>,
  ): ReadyStep<State, Item, Learned> {
    return this.with({ undo: { command, data } });
  }

  /**
   * Undoes the step when its outcome is unknown, by ids that the saga chose itself. The participant must remember it,
   * so that the step's own command, should it arrive later, is refused.
   */
  cancel<C extends CommandClass>(
    command: C,
    data: (state: State, item: Item) => DataOf<C>,
  ): ReadyStep<State, Item, Learned> {
    return this.with({ cancel: { command, data } });
  }

  /** Says that the step leaves nothing behind, and why. */
  nothingToUndo(why: string): ReadyStep<State, Item, Learned> {
    return this.with({ nothingToUndo: why });
  }

  /** The policy for the refusals named by `retryOn`. */
  retry(policy: RetryPolicy): ReadyStep<State, Item, Learned> {
    return this.with({ retry: policy });
  }

  /** How long the outcome may be unknown, all attempts together. */
  within(duration: Duration): ReadyStep<State, Item, Learned> {
    return this.with({ withinMs: milliseconds(duration) });
  }

  /** Skips the step when the state says no; what it teaches is then missing. */
  when(condition: (state: State) => boolean): ReadyStep<State, Item, Partial<Learned>> {
    return new ReadyStep(this.step, { when: condition });
  }

  private with<L>(change: Partial<CommandStep>): ReadyStep<State, Item, L> {
    return new ReadyStep<State, Item, L>({ ...this.step, ...change }, this.condition);
  }
}

const nothing = (): Nothing => ({});
const always = (): boolean => true;
