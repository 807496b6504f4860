export type { BoundedContext } from './context.js';
export {
  accept,
  alreadyDone,
  decider,
  refuse,
  when,
  type AnyDecider,
  type AnyEvent,
  type AnyRefusal,
  type Decider,
  type Decision,
  type DecisionContext,
  type OpenAggregate,
} from './deciders/decider.js';
export { Remembered } from './deciders/remembered.js';
export {
  CommitUnknown,
  ConcurrentWrite,
  InvalidDefinition,
  Unavailable,
  UndecodableMessage,
  UnsafeDatabase,
} from './failures.js';
export { canonicalJson } from './facts/canonical.js';
export { isCovered, placeInChain, type Frontier, type KnownChain, type Place } from './facts/chain.js';
export {
  compareTimes,
  Digest,
  emptyChain,
  HybridTime,
  nextTime,
  problemOfFact,
  problemsOfFacts,
  sealFact,
  Signature,
  WireFact,
  type ChainHead,
  type Fact,
  type FactProblem,
} from './facts/fact.js';
export { JsonObject } from './facts/json-object.js';
export { isGenuine, sealNotice, type Notice } from './facts/notice.js';
export {
  statement,
  type AnyStatementType,
  type BodyOf,
  type Statement,
  type StatementOf,
  type StatementType,
} from './facts/statement.js';
export { MessageCatalog } from './messages/catalog.js';
export type { Addressed, Envelope, ReplyAddress } from './messages/envelope.js';
export { envelopeProblem, KEY_LENGTH_MAX } from './messages/envelope-problem.js';
export {
  command,
  event,
  keyOf,
  refusal,
  type AnyMessageClass,
  type CommandClass,
  type DataOf,
  type EventClass,
  type Message,
  type MessageClass,
  type MessageKind,
  type MessageOf,
  type RefusalClass,
} from './messages/message.js';
export { AMOUNT_MINOR_MAX, Currency, formatMoney, Money } from './money.js';
export type { Chance } from './ports/chance.js';
export type { Clock } from './ports/clock.js';
export type { Deal, DeadLetter, DeadLetters, DealtWith } from './ports/dead-letters.js';
export type { Database, Transaction } from './ports/database.js';
export type { LogHoldup, EventStore, LogPosition, StoredEvent } from './ports/event-store.js';
export {
  type CardNews,
  type Concern,
  type FactPlace,
  type FactStore,
  QUARANTINED_MAX,
  type QuarantinedFact,
  type StoredChain,
} from './ports/fact-store.js';
export type { Ids } from './ports/ids.js';
export type {
  Backlog,
  Claimed,
  ClaimRequest,
  Leased,
  Mailbox,
  QueueKey,
  Undeliverable,
} from './ports/mailbox.js';
export type {
  Admission,
  NewOperation,
  Operation,
  OperationChange,
  Operations,
  OperationState,
} from './ports/operations.js';
export type { Leases, Outbox, OutboxRow } from './ports/outbox.js';
export type { ReadModels, RowQuery } from './ports/read-models.js';
export type { Retention } from './ports/retention.js';
export {
  sagaRefKey,
  type SagaFilter,
  type SagaRef,
  type SagaStore,
  type SagaSummary,
  type SagaWrite,
  type StoredSaga,
} from './ports/saga-store.js';
export type { Seals, Signer } from './ports/seals.js';
export type { Surroundings } from './ports/surroundings.js';
export type { Timer, Timers } from './ports/timers.js';
export type { Topology, Transport, TransportHealth } from './ports/transport.js';
export { follower, type Follower } from './projections/follower.js';
export type { LogReader } from './projections/log-reader.js';
export {
  projection,
  type Projection,
  type Recorded,
  type Row,
  type TypedProjection,
} from './projections/projection.js';
export type { Routine } from './routine.js';
export { saga } from './sagas/builder.js';
export { problemsOf } from './sagas/check.js';
export type { SagaDefinition, SagaState } from './sagas/definition.js';
export { graphOf, progressOf, whyWaiting, type SagaGraph, type WaitReason } from './sagas/describe.js';
export { milliseconds, type Duration } from './sagas/duration.js';
export { statusOf, timersOf, type SagaInstance, type SagaStatus } from './sagas/instance.js';
export { react, unstarted } from './sagas/react.js';
export type { Reaction, SagaCommand, SagaContext, SagaHistoryEntry, SagaInput } from './sagas/reaction.js';
export { SagaRegistry } from './sagas/registry.js';
export type { ReadyStep, Unsent } from './sagas/step-builder.js';
export { exponential, once, pauseAfter, type RetryPolicy } from './sagas/retry-policy.js';
