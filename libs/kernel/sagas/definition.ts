import type { CommandClass, EventClass, Message, RefusalClass } from '../messages/message.js';
import type { RetryPolicy } from './retry-policy.js';

/** What a saga knows, as JSON: it grows by what each reply teaches. */
export type SagaState = Readonly<Record<string, unknown>>;

// The functions below are declared as methods: the builder has checked them against the state that they see, which
// is narrower than the engine's `SagaState`.

/** A command to send and how its data comes from the state; `item` is set in a for-each only. */
export interface Sending {
  readonly command: CommandClass;
  data(state: SagaState, item: unknown): unknown;
}

/** What a reply teaches: merged into the state. */
export interface Lesson<C extends EventClass | RefusalClass> {
  readonly message: C;
  learn(data: unknown, state: SagaState, item: unknown): SagaState;
}

/** What a reply that decides nothing means to a person. */
export interface Note {
  readonly message: EventClass;
  text(data: unknown): string;
}

/** A refusal after which the same request may succeed, if it says so. */
export interface Retried {
  readonly message: RefusalClass | EventClass;
  when(data: unknown): boolean;
}

/** A command that is sent, answered, and undone by another. */
export interface CommandStep {
  readonly kind: 'command';
  readonly name: string;
  readonly send: Sending;
  readonly replies: readonly Lesson<EventClass>[];
  readonly refusals: readonly Lesson<RefusalClass | EventClass>[];
  /** Refusals after which the same request may succeed: retried by the policy. */
  readonly retried: readonly Retried[];
  readonly notes: readonly Note[];
  /** Undoes the step when it is known to be done. */
  readonly undo?: Sending;
  /** Undoes the step when nobody knows whether it was done; the participant must remember it. */
  readonly cancel?: Sending;
  /** Why there is nothing to undo, where that is so. */
  readonly nothingToUndo?: string;
  readonly retry: RetryPolicy;
  /** How long the outcome may be unknown, all attempts together. */
  readonly withinMs?: number;
  /** Leaves the step out of its parallel group when it says no; elsewhere the node has the condition. */
  when?(state: SagaState): boolean;
}

/** Waits until something happens that this saga did not ask for. */
export interface AwaitEventStep extends Trigger {
  readonly kind: 'event';
  readonly name: string;
  learn(data: unknown, state: SagaState): SagaState;
  readonly withinMs?: number;
  /** It is not needed: without it the saga goes on when the time is over. */
  readonly goesOn?: boolean;
}

/** Waits until a time. */
export interface AwaitTimeStep {
  readonly kind: 'time';
  readonly name: string;
  /** Milliseconds since 1970. */
  until(state: SagaState, nowMs: number): number;
}

/** Waits until a person with this permission approves or rejects. */
export interface AwaitPersonStep {
  readonly kind: 'person';
  readonly name: string;
  readonly permission: string;
  readonly withinMs: number;
}

export type Step = CommandStep | AwaitEventStep | AwaitTimeStep | AwaitPersonStep;

interface NodeBase {
  readonly name: string;
  /** Skips the node when it says no. */
  when?(state: SagaState): boolean;
  /** From here on there is only forward. */
  readonly pivot: boolean;
}

export type SagaNode =
  | (NodeBase & { readonly kind: 'step'; readonly step: Step })
  | (NodeBase & { readonly kind: 'parallel'; readonly steps: readonly CommandStep[] })
  | (NodeBase & {
      readonly kind: 'each';
      items(state: SagaState): readonly unknown[];
      readonly step: CommandStep;
    });

/** An event that starts or cancels sagas, and the business key of the saga that it is about. */
export interface Trigger {
  readonly event: EventClass;
  sagaKey(message: Message): string;
}

/** A saga as data and pure functions: what the engine runs, the console draws and the checks read. */
export interface SagaDefinition {
  readonly name: string;
  readonly version: number;
  readonly startedBy: Trigger & { state(message: Message): SagaState };
  readonly cancelledBy: readonly (Trigger & { readonly reason: string })[];
  readonly nodes: readonly SagaNode[];
  /** Sent when everything is undone, as the last compensation. */
  readonly afterCompensation?: {
    readonly command: CommandClass;
    data(state: SagaState, reason: string): unknown;
  };
  /** How long the whole saga may take. Before the pivot it is then undone, after it a person is called. */
  readonly deadlineMs?: number;
}

/** All steps of a node, in order. */
export function stepsOf(node: SagaNode): readonly Step[] {
  return node.kind === 'parallel' ? node.steps : [node.step];
}
