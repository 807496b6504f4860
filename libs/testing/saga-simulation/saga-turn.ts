import {
  type Reaction,
  react,
  type SagaCommand,
  type SagaDefinition,
  type SagaInput,
  type SagaInstance,
} from '#kernel';

import { checkWire } from '../specification/wire.js';
import { attemptOf, sent } from './ledger.js';
import { Violation } from './violation.js';
import type { World } from './world.js';

/** What a saga did with an input, and the world after it; its commands are not under way yet. */
export interface SagaTurn {
  readonly world: World;
  readonly reaction: Reaction;
  readonly violation?: Violation | undefined;
}

/** The saga takes an input, twice: a crash before the commit makes the engine do it again. */
export function sagaTurn(definition: SagaDefinition, world: World, input: SagaInput): SagaTurn {
  const reaction = attempt(definition, world, input);
  if (reaction instanceof Violation) {
    return { world, reaction: { instance: world.instance, commands: [], history: [] }, violation: reaction };
  }
  // As between two turns of the engine: what is not JSON is lost.
  const instance: SagaInstance = JSON.parse(JSON.stringify(reaction.instance));
  const next = { ...world, instance, ids: world.ids + reaction.commands.length };
  try {
    const again = attempt(definition, world, input);
    if (again instanceof Violation || !isSame(again, reaction)) {
      throw new Violation(
        'what was not committed can be done again',
        'the saga did something else the second time',
      );
    }
    checkCommands(reaction.commands, world);
    checkTimes(world, reaction.history);
    checkInstance(world.instance, instance, reaction.commands);
    return {
      world: {
        ...next,
        ledger: reaction.commands.reduce((all, each) => sent(all, definition, each), world.ledger),
      },
      reaction,
    };
  } catch (error) {
    if (error instanceof Violation) return { world: next, reaction, violation: error };
    throw error;
  }
}

const isSame = (one: Reaction, other: Reaction): boolean =>
  JSON.stringify([one.instance, one.commands]) === JSON.stringify([other.instance, other.commands]);

function attempt(
  definition: SagaDefinition,
  { instance, now, ids: given }: World,
  input: SagaInput,
): Reaction | Violation {
  let ids = given;
  const newId = () => {
    ids += 1;
    return `00000000-0000-7000-8000-${ids.toString(16).padStart(12, '0')}`;
  };
  try {
    return react(definition, instance, input, { now, newId });
  } catch (error) {
    const seen = error instanceof Error ? error.message : String(error);
    return new Violation('the functions of a saga never fail', seen);
  }
}

function checkCommands(commands: readonly SagaCommand[], { ids: given }: World): void {
  for (const { id, message } of commands) {
    checkWire(message);
    if (Number.parseInt(id.slice(-12), 16) <= given) {
      throw new Violation(
        'every command has an id of its own',
        `${message.type} has one that was used before`,
      );
    }
  }
  if (new Set(commands.map(({ id }) => id)).size < commands.length) {
    throw new Violation('every command has an id of its own', 'two commands have the same one');
  }
}

/** Whatever timers come late or by mistake. */
function checkTimes({ instance, now }: World, history: Reaction['history']): void {
  for (const { what, step, at } of history) {
    const waiting = instance.pending.find(({ path }) => path === step);
    const deadlineAt = waiting && 'deadlineAt' in waiting ? waiting.deadlineAt : undefined;
    if (at !== now) throw new Violation('time never runs backwards', `${what} at ${at}, when it is ${now}`);
    if (what === 'timed out' && deadlineAt !== undefined && deadlineAt > now) {
      throw new Violation(
        'nobody is given up before the time',
        `"${step ?? ''}" had time until ${deadlineAt}`,
      );
    }
  }
}

/** A saga that has ended stays so; only what took effect too late may still be undone. */
function checkInstance(before: SagaInstance, after: SagaInstance, commands: readonly SagaCommand[]): void {
  const isAlive = after.startedAt !== undefined && after.ended === undefined;
  if (isAlive && after.pending.length === 0) {
    throw new Violation('a live saga waits for something', 'it waits for nothing, and has not ended');
  }
  if (!before.ended) return;
  const isLateUndo = commands.every(({ token }) => attemptOf(token).purpose === 'undo');
  const onlyUndoes = before.ended === 'compensated' && isLateUndo;
  if (after.ended === before.ended ? commands.length > 0 : !onlyUndoes) {
    throw new Violation('a saga that has ended takes no step', `it was ${before.ended}, and went on`);
  }
}
