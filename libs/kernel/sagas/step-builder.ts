import type { CommandClass, DataOf, EventClass, RefusalClass } from '../messages/message.js';
import type { CommandStep, SagaState } from './definition.js';
import { type Duration, milliseconds } from './duration.js';
import { once, type RetryPolicy } from './retry-policy.js';

/** The state after something was learned: new fields are added, known ones replaced, or perhaps replaced. */
export type Grow<State, Learned> = {
  [Name in keyof State | keyof Learned]: Name extends keyof Learned
    ? Name extends keyof State
      ? IsOptional<Learned, Name> extends true
        ? State[Name] | Exclude<Learned[Name], undefined>
        : Learned[Name]
      : Learned[Name]
    : Name extends keyof State
      ? State[Name]
      : never;
};

type IsOptional<T, Name extends keyof T> = object extends Pick<T, Name> ? true : false;

/** The state when a saga ends early: what it started with is certain, what its steps teach is not. */
export type Sometime<Start, State> = {
  [Name in keyof Start]: Name extends keyof State ? Start[Name] | State[Name] : Start[Name];
} & { [Name in Exclude<keyof State, keyof Start>]?: State[Name] };

/** What is learned from one of two answers: only what both teach is certain. */
export type Either<One, Other> = {
  [Name in keyof One & keyof Other]: One[Name] | Other[Name];
} & { [Name in Exclude<keyof One, keyof Other>]?: One[Name] } & {
  [Name in Exclude<keyof Other, keyof One>]?: Other[Name];
};

// Nothing learned yet: adds no field to the state.
export type Nothing = Record<never, never>;

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
  on<E extends EventClass, L extends SagaState = Nothing>(
    message: E,
    learn?: (data: DataOf<E>, state: State, item: Item) => L,
  ): ReadyStep<State, Item, L> {
    return new ReadyStep<State, Item, L>({ ...this.step, replies: [{ message, learn: learn ?? nothing }] });
  }
}

/** A step that can run. */
export class ReadyStep<State extends SagaState, Item, Learned> {
  constructor(
    readonly step: CommandStep,
    readonly condition?: { when(state: SagaState): boolean },
  ) {}

  /** Another event that says the step is done. */
  on<E extends EventClass, L extends SagaState = Nothing>(
    message: E,
    learn?: (data: DataOf<E>, state: State, item: Item) => L,
  ): ReadyStep<State, Item, Either<Learned, L>> {
    return this.with({ replies: [...this.step.replies, { message, learn: learn ?? nothing }] });
  }

  /** An answer that says no, and what the saga learns from it. Any refusal, named or not, undoes the saga before the pivot. */
  refusedOn<R extends RefusalClass | EventClass, L extends SagaState = Nothing>(
    message: R,
    learn?: (data: DataOf<R>, state: State, item: Item) => L,
  ): ReadyStep<State, Item, Learned> {
    return this.with({ refusals: [...this.step.refusals, { message, learn: learn ?? nothing }] });
  }

  /** An answer that says no, after which another attempt may succeed: see `retry`. */
  retryOn(message: RefusalClass | EventClass): ReadyStep<State, Item, Learned> {
    return this.with({ retried: [...this.step.retried, message] });
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
