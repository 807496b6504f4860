import type { AnyDecider } from './deciders/decider.js';
import type { AnyMessageClass } from './messages/message.js';
import type { Follower } from './projections/follower.js';
import type { Projection } from './projections/projection.js';
import type { Routine } from './routine.js';
import type { SagaDefinition } from './sagas/definition.js';

/** What a bounded context brings, as plain values: its table of contents. */
export interface BoundedContext {
  /** Also the name of its queue. */
  readonly name: string;
  readonly decides?: readonly AnyDecider[];
  readonly processes?: readonly SagaDefinition[];
  readonly shows?: readonly Projection[];
  /** What else is kept up with the log. */
  readonly follows?: readonly Follower[];
  /** What it does when the time has come, and no message asks for. */
  readonly repeats?: readonly Routine[];
  /** Declarations that appear in no decider: refusals, and messages of its own handlers. */
  readonly messages?: readonly AnyMessageClass[];
}
