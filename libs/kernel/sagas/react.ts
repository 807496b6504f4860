import type { SagaDefinition } from './definition.js';
import type { SagaInstance } from './instance.js';
import type { Reaction, SagaContext, SagaInput } from './reaction.js';
import { SagaRun } from './saga-run.js';

/** A saga of which nothing is known yet. */
export function unstarted(definition: SagaDefinition, key: string, correlationId: string): SagaInstance {
  return {
    saga: definition.name,
    definitionVersion: definition.version,
    key,
    direction: 'forward',
    state: {},
    at: 0,
    items: [],
    itemsDone: 0,
    trail: [],
    pending: [],
    undoing: [],
    abandoned: [],
    early: [],
    correlationId,
  };
}

/** The whole saga engine as one pure function: what a saga does when something happens to it. */
export function react(
  definition: SagaDefinition,
  instance: SagaInstance,
  input: SagaInput,
  context: SagaContext,
): Reaction {
  const run = new SagaRun(definition, instance, context);
  run.take(input);
  return run.reaction();
}
