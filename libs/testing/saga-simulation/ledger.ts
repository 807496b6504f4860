import type { Message, SagaCommand, SagaDefinition } from '#kernel';

import { declarationOf } from '../specification/wire.js';
import { Violation } from './violation.js';

type CommandStep = Extract<ReturnType<typeof stepsIn>[number], { kind: 'command' }>;

/** What really happened at the participants, whatever the saga knows of it. By the paths of its steps. */
export interface Ledger {
  readonly standing: Readonly<Record<string, 'done' | 'undone'>>;
  /** Paths whose undo was sent since they were last done. */
  readonly undoing: readonly string[];
  /** The ids in the first command for each purpose of each path. */
  readonly business: Readonly<Record<string, string>>;
}

export const emptyLedger: Ledger = { standing: {}, undoing: [], business: {} };

const TOKEN = /^(.*):(do|undo|cancel|close):(\d+)$/;

export function attemptOf(token: string): { path: string; step: string; purpose: string; attempt: number } {
  const [, path = '', purpose = '', attempt] = TOKEN.exec(token) ?? [];
  return { path, step: path.replace(/\[\d+\]$/, ''), purpose, attempt: Number(attempt) };
}

export const stepsIn = ({ nodes }: SagaDefinition) =>
  nodes.flatMap((node) => (node.kind === 'parallel' ? [...node.steps] : [node.step]));

export function commandStep(definition: SagaDefinition, name: string): CommandStep | undefined {
  return stepsIn(definition).find(
    (step): step is CommandStep => step.kind === 'command' && step.name === name,
  );
}

/**
 * A participant has committed to an answer.
 * @param isNews whether anything changed by it, or it only tells again what was
 */
export function answered(
  ledger: Ledger,
  definition: SagaDefinition,
  token: string,
  { kind, type }: Message,
  isNews: boolean,
): Ledger {
  const { path, step: name, purpose } = attemptOf(token);
  const step = commandStep(definition, name);
  if (!step || step.notes.some(({ message }) => message.type === type)) return ledger;
  if (purpose === 'do') {
    if (!step.replies.some(({ message }) => message.type === type)) return ledger;
    const undoing = ledger.undoing.filter((each) => each !== path);
    return ledger.standing[path] === 'done' || !isNews
      ? ledger
      : { ...ledger, undoing, standing: { ...ledger.standing, [path]: 'done' } };
  }
  if (kind !== 'event' || ledger.standing[path] === undefined) return ledger;
  return { ...ledger, standing: { ...ledger.standing, [path]: 'undone' } };
}

/** The saga has sent a command. @throws Violation */
export function sent(ledger: Ledger, { nodes }: SagaDefinition, { token, message }: SagaCommand): Ledger {
  const { path, purpose, attempt } = attemptOf(token);
  const ids = idsIn(message);
  const first = ledger.business[`${path}:${purpose}`] ?? ids;
  if (first !== ids) {
    throw new Violation(
      'what is sent again carries the same ids',
      `${message.type} was first sent with ${first}, and attempt ${attempt} carries ${ids}`,
    );
  }
  const business = { ...ledger.business, [`${path}:${purpose}`]: first };
  if (purpose !== 'undo' || attempt > 1) return { ...ledger, business };
  const pivot = nodes.find((node) => node.pivot)?.name;
  if (pivot !== undefined && ledger.standing[pivot] === 'done') {
    throw new Violation('behind the point of no return nothing is undone', `"${pivot}" is done`);
  }
  if (ledger.standing[path] === undefined) {
    throw new Violation('only what was done is undone', `"${path}" was never done`);
  }
  if (ledger.undoing.includes(path)) {
    throw new Violation('everything is undone once', `"${path}" was undone before, and not done again since`);
  }
  return { ...ledger, business, undoing: [...ledger.undoing, path] };
}

/** The fields that say what a command is about. */
function idsIn(message: Message): string {
  const { keyField } = declarationOf(message);
  const fields = Object.entries(Object(message.data)).filter(
    ([field]) => field === keyField || field.endsWith('Id'),
  );
  return JSON.stringify(Object.fromEntries(fields.toSorted()));
}
