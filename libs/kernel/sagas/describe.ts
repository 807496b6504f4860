import type { SagaDefinition, SagaNode, Sending, Step } from './definition.js';
import { stepsOf } from './definition.js';
import { type Pending, type SagaInstance, statusOf } from './instance.js';

/** A definition as plain data: for drawing it, and for comparing two versions. */
export interface SagaGraph {
  readonly name: string;
  readonly version: number;
  readonly startedBy: string;
  readonly cancelledBy: readonly string[];
  readonly deadlineMs?: number;
  readonly nodes: readonly {
    readonly name: string;
    readonly kind: SagaNode['kind'];
    readonly conditional: boolean;
    readonly pivot: boolean;
    readonly steps: readonly StepGraph[];
  }[];
}

export interface StepGraph {
  readonly name: string;
  readonly kind: Step['kind'];
  /** Within a parallel group; elsewhere the node says so. */
  readonly conditional?: boolean;
  readonly sends?: string;
  readonly doneOn?: readonly string[];
  readonly refusedOn?: readonly string[];
  readonly retriesOn?: readonly string[];
  readonly undoneBy?: string;
  readonly cancelledBy?: string;
  readonly waitsFor?: string;
  readonly withinMs?: number;
}

export function graphOf(definition: SagaDefinition): SagaGraph {
  return {
    name: definition.name,
    version: definition.version,
    startedBy: definition.startedBy.event.type,
    cancelledBy: definition.cancelledBy.map((each) => each.event.type),
    ...(definition.deadlineMs !== undefined && { deadlineMs: definition.deadlineMs }),
    nodes: definition.nodes.map((node) => ({
      name: node.name,
      kind: node.kind,
      conditional: node.when !== undefined,
      pivot: node.pivot,
      steps: stepsOf(node).map(stepGraph),
    })),
  };
}

function stepGraph(step: Step): StepGraph {
  const base = { name: step.name, kind: step.kind };
  const typeOf = (sending: Sending | undefined) => sending?.command.type;
  switch (step.kind) {
    case 'command':
      return withoutUndefined({
        ...base,
        conditional: step.when ? true : undefined,
        sends: step.send.command.type,
        doneOn: step.replies.map((each) => each.message.type),
        refusedOn: step.refusals.map((each) => each.message.type),
        retriesOn: step.retried.map(({ message }) => message.type),
        undoneBy: typeOf(step.undo),
        cancelledBy: typeOf(step.cancel),
        withinMs: step.withinMs,
      });
    case 'event':
      return withoutUndefined({ ...base, waitsFor: step.event.type, withinMs: step.withinMs });
    case 'person':
      return { ...base, waitsFor: `a person who may ${step.permission}`, withinMs: step.withinMs };
    case 'time':
      return { ...base, waitsFor: 'a time' };
  }
}

/** Where an instance stands, step by step. */
export function progressOf(definition: SagaDefinition, instance: SagaInstance) {
  const current = instance.pending.map((each) => ({
    path: each.path,
    step: each.step,
    state: stateOf(each),
  }));
  const behind = instance.trail
    .filter(({ path }) => !current.some((each) => each.path === path))
    .map(({ path, step, outcome }) => ({ path, step, state: outcome }));
  const seen = new Set([...behind, ...current].map((each) => each.step));
  const ahead = definition.nodes
    .flatMap(stepsOf)
    .filter((step) => !seen.has(step.name))
    .map((step) => ({
      path: step.name,
      step: step.name,
      state:
        instance.ended || instance.direction === 'backward' ? ('not reached' as const) : ('ahead' as const),
    }));
  return [...behind, ...current, ...ahead];
}

function stateOf(pending: Pending): 'stuck' | 'undoing' | 'waiting' {
  if (pending.kind === 'operator') return 'stuck';
  return 'purpose' in pending && pending.purpose !== 'do' ? 'undoing' : 'waiting';
}

/** One reason why an instance does not go on. */
export interface WaitReason {
  readonly kind: Pending['kind'] | 'start';
  readonly step: string;
  /** A sentence for a person. */
  readonly text: string;
  readonly since?: number;
  /** When it goes on or gives up by itself, in milliseconds since 1970. */
  readonly until?: number;
}

/** Why a saga waits, as sentences; empty when it has ended. */
export function whyWaiting(instance: SagaInstance): WaitReason[] {
  if (statusOf(instance) === 'not-started') {
    const types = instance.early.map((each) => each.type).join(', ');
    return [{ kind: 'start', step: '', text: `It has not started: only ${types} has come so far` }];
  }
  return instance.pending.map((each) => ({
    kind: each.kind,
    step: each.path,
    text: sentence(each),
    since: each.since,
    ...('deadlineAt' in each && each.deadlineAt !== undefined && { until: each.deadlineAt }),
    ...('until' in each && { until: each.until }),
  }));
}

function sentence(pending: Pending): string {
  switch (pending.kind) {
    case 'reply': {
      const owner = pending.command.slice(0, pending.command.indexOf('.'));
      const attempt = pending.attempt > 1 ? `, attempt ${pending.attempt}` : '';
      const note = pending.note === undefined ? '' : `; ${owner} says: ${pending.note}`;
      return `"${pending.path}" waits for ${owner} to answer ${pending.command}${attempt}${note}`;
    }
    case 'pause':
      return `"${pending.path}" pauses before attempt ${pending.attempt}: ${pending.because}`;
    case 'operator':
      return `"${pending.path}" is stuck and waits for an operator: ${pending.because}`;
    case 'event':
      return `"${pending.path}" waits for ${pending.event}`;
    case 'time':
      return `"${pending.path}" waits for its time`;
    case 'person':
      return `"${pending.path}" waits for a person who may ${pending.permission}`;
  }
}

const withoutUndefined = <T extends object>(value: {
  [Name in keyof T]: T[Name] | undefined;
}): T => JSON.parse(JSON.stringify(value));
