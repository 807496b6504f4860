import type { Message, SagaInstance, SagaState, SagaStatus } from '#kernel';

import type { Participant } from './participants.js';

export type Participants = Readonly<Record<string, Participant>>;

type ViewsOf<P extends Participants> = {
  readonly [Name in keyof P]: P[Name] extends Participant<infer View> ? View : never;
};

/** What an invariant sees: the saga as it is kept, and everybody's own state. */
export interface SimulatedWorld<P extends Participants> {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly status: SagaStatus;
  readonly state: SagaState;
  readonly instance: SagaInstance;
  readonly participants: ViewsOf<P>;
}

/** By their names, as sentences. One that returns false, or a sentence that says what is wrong, or throws, is broken. */
export type Invariants<P extends Participants> = Readonly<
  Record<string, (world: SimulatedWorld<P>) => boolean | string>
>;

export interface SimulationOptions<P extends Participants> {
  /** What begins it: events that start the saga, or commands to a participant whose event starts it. Each is tried. */
  readonly starts: readonly Message<'command' | 'event'>[];
  readonly participants: P;
  /** What may happen once each, at any moment: commands to participants, or events. */
  readonly happenings?: readonly Message<'command' | 'event'>[];
  /** Hold after every step. */
  readonly always?: Invariants<P>;
  /** Hold when all is delivered and the saga has ended, or is stuck. */
  readonly atRest?: Invariants<P>;
  readonly budget?: SimulationBudget;
  /** How often an operator resumes the saga when it is stuck; twice unless told otherwise. */
  readonly resumes?: number;
  /** Plays one story again: what a failure printed. */
  readonly replay?: string;
}

export interface SimulationBudget {
  /** Different worlds that the exhaustive search may reach, for each number of disturbances; 3,000 unless told otherwise. */
  readonly states?: number;
  /** The search goes no further than so many disturbances in one story; 10 unless told otherwise. */
  readonly disturbances?: number;
  /** Random walks after the search; 100 unless told otherwise. */
  readonly walks?: number;
  /** Seed of the first walk; 1 unless told otherwise. */
  readonly seed?: number;
}

export interface SimulationReport {
  /** Steps that were tried. */
  readonly explored: number;
  /** Different worlds that the search has reached. */
  readonly states: number;
  readonly walks: number;
  /** Every story with at most so many disturbances was tried; undefined when not even the undisturbed ones fit. */
  readonly exhaustiveUpTo: number | undefined;
  /** How often stories came to rest, by how the saga stood then. */
  readonly ends: Readonly<Record<string, number>>;
}
