import { milliseconds } from './duration.js';
import type { CommandStep, SagaDefinition, SagaNode, Step } from './definition.js';
import { stepsOf } from './definition.js';
import { CLOSING } from './instance.js';

const WITHIN_MS_MAX = milliseconds('90d');
const ATTEMPTS_MAX = 100;

/** @returns every mistake in a definition, each with the saga and the step named; none when it can run. */
export function problemsOf(definition: SagaDefinition): string[] {
  const name = `${definition.name} v${definition.version}`;
  const say = (problem: string) => `${name}: ${problem}`;
  const pivots = definition.nodes.filter((node) => node.pivot);
  const pivotAt = definition.nodes.findIndex((node) => node.pivot);
  const steps = definition.nodes.flatMap(stepsOf);
  return [
    ...(Number.isInteger(definition.version) && definition.version > 0
      ? []
      : [say('the version is not a whole number above zero')]),
    ...(steps.length > 0 ? [] : [say('it has no step')]),
    ...(pivots.length > 1 ? [say(`it has ${pivots.length} pivots; there is one point of no return`)] : []),
    ...repeated(steps.map((step) => step.name)).map((step) => say(`two steps are called "${step}"`)),
    ...definition.nodes.flatMap((node, at) =>
      problemsOfNode(node, pivotAt >= 0 && at > pivotAt).map((problem) => say(problem)),
    ),
  ];
}

function problemsOfNode(node: SagaNode, afterPivot: boolean): string[] {
  const group =
    node.kind === 'parallel' && node.steps.length < 2
      ? [`the parallel group "${node.name}" has fewer than two steps`]
      : [];
  const steps = stepsOf(node).flatMap((step) => [
    ...problemsOfAnyStep(step),
    ...(step.kind === 'command' ? problemsOfCommand(step, node.pivot, afterPivot) : []),
  ]);
  return [...group, ...steps];
}

function problemsOfAnyStep(step: Step): string[] {
  const named = step.name.trim() === '' || /[[\]:]/.test(step.name);
  const within = 'withinMs' in step && step.withinMs !== undefined && step.withinMs > WITHIN_MS_MAX;
  return [
    ...(named ? [`a step is called "${step.name}"; a name has letters and no brackets or colons`] : []),
    ...(step.name === CLOSING
      ? [`a step is called "${CLOSING}", as the last command of a saga that was undone is`]
      : []),
    ...(within ? [`step "${step.name}" may take longer than 90 days`] : []),
  ];
}

function problemsOfCommand(step: CommandStep, isPivot: boolean, afterPivot: boolean): string[] {
  const undoable = step.undo !== undefined || step.nothingToUndo !== undefined;
  const { attemptsMax } = step.retry;
  return [
    ...(undoable || isPivot || afterPivot
      ? []
      : [`step "${step.name}" before the pivot has no undo, and does not say that there is nothing to undo`]),
    ...(afterPivot && (step.undo || step.cancel)
      ? [`step "${step.name}" is after the pivot, so its undo can never run`]
      : []),
    ...(isPivot && step.undo ? [`the pivot "${step.name}" has an undo; nothing undoes a pivot`] : []),
    ...(step.undo && step.nothingToUndo !== undefined
      ? [`step "${step.name}" has an undo and says that there is nothing to undo`]
      : []),
    ...(Number.isInteger(attemptsMax) && attemptsMax >= 1 && attemptsMax <= ATTEMPTS_MAX
      ? []
      : [`step "${step.name}" has ${attemptsMax} attempts; 1 to ${ATTEMPTS_MAX} are possible`]),
    ...(step.retried.length > 0 && attemptsMax === 1
      ? [`step "${step.name}" names refusals to retry but has no retry policy`]
      : []),
  ];
}

const repeated = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, at) => names.indexOf(name) !== at)),
];
