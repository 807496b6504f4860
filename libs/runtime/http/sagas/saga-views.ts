import {
  graphOf,
  progressOf,
  type SagaDefinition,
  type SagaHistoryEntry,
  type SagaSummary,
  whyWaiting,
} from '#kernel';
import { z } from 'zod';

import { sagaUri } from '../door/addresses.js';

export const SagaState = z.enum([
  'not-started',
  'running',
  'compensating',
  'stuck',
  'completed',
  'compensated',
]);

const Time = z.iso.datetime();

const Waiting = z.object({
  step: z.string(),
  kind: z.string(),
  text: z.string().describe('Why it waits, as a sentence'),
  since: Time.optional(),
  until: Time.optional().describe('When it goes on or gives up by itself'),
});

export const SagaSummaryView = z
  .object({
    type: z.string(),
    key: z.string(),
    version: z.int(),
    state: SagaState,
    startedAt: Time.nullable(),
    updatedAt: Time,
    waiting: z.array(Waiting),
    links: z.object({ self: z.string() }),
  })
  .meta({ id: 'SagaSummary' });
export type SagaSummaryView = Readonly<z.infer<typeof SagaSummaryView>>;

const Graph = z.looseObject({ name: z.string(), version: z.int() });

export const SagaView = SagaSummaryView.extend({
  correlationId: z.string(),
  deadlineAt: Time.optional(),
  overdue: z.boolean(),
  undoReason: z.string().optional(),
  steps: z.array(z.object({ path: z.string(), step: z.string(), state: z.string() })),
  history: z
    .array(
      z.object({ at: Time, what: z.string(), step: z.string().optional(), detail: z.string().optional() }),
    )
    .describe('The latest entries, oldest first'),
  graph: Graph.nullable().describe('The definition that it runs on; null when this program does not know it'),
}).meta({ id: 'Saga' });
export type SagaView = Readonly<z.infer<typeof SagaView>>;

export function sagaSummaryView(summary: SagaSummary): SagaSummaryView {
  const { saga, key, definitionVersion, status, startedAt, updatedAt, instance } = summary;
  return {
    type: saga,
    key,
    version: definitionVersion,
    state: status,
    startedAt,
    // Kept more exactly than that, because lists are in its order.
    updatedAt: iso(Date.parse(updatedAt)),
    waiting: whyWaiting(instance).map(({ step, kind, text, since, until }) => ({
      step,
      kind,
      text,
      ...(since !== undefined && { since: iso(since) }),
      ...(until !== undefined && { until: iso(until) }),
    })),
    links: { self: sagaUri(saga, key) },
  };
}

/** @param definition the version that the instance runs on, when this program has it */
export function sagaView(
  summary: SagaSummary,
  history: readonly SagaHistoryEntry[],
  definition: SagaDefinition | undefined,
): SagaView {
  const { instance } = summary;
  const { correlationId, deadlineAt, overdue, undoReason } = instance;
  return {
    ...sagaSummaryView(summary),
    correlationId,
    overdue: overdue ?? false,
    ...(deadlineAt !== undefined && { deadlineAt: iso(deadlineAt) }),
    ...(undoReason !== undefined && { undoReason }),
    steps: definition ? progressOf(definition, instance) : [],
    history: history.map(({ at, ...entry }) => ({ ...entry, at: iso(at) })),
    graph: definition ? { ...graphOf(definition) } : null,
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
