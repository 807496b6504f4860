import type { SeededChance } from '../chance.js';
import { logOperations } from './log-operations.js';
import { mailboxOperations } from './mailbox-operations.js';
import type { Operation } from './operation.js';
import { otherOperations } from './other-operations.js';

export const OPERATIONS: readonly Operation[] = [...logOperations, ...mailboxOperations, ...otherOperations];

/** One thing that one client does: an operation of a port, or `commit`, `rollback` or `kill` of its transaction. */
export interface Step {
  readonly client: number;
  readonly what: string;
  readonly args: readonly number[];
}

const ENDINGS = ['commit', 'commit', 'commit', 'rollback', 'kill'];
const STEPS_MIN = 10;
const STEPS_SPAN = 40;

/** Few ports in each script, so that its clients meet each other; sometimes all. */
export function drawScript(chance: SeededChance): Step[] {
  const clients = 1 + chance.below(3);
  const ports = [...new Set(OPERATIONS.map(portOf))];
  const chosen = chance.below(4) === 0 ? ports : [chance.pick(ports), chance.pick(ports), chance.pick(ports)];
  const known = OPERATIONS.filter((each) => chosen.includes(portOf(each)));
  const weighted = known.flatMap((each) => Array.from({ length: each.weight }, () => each));
  return Array.from({ length: STEPS_MIN + chance.below(STEPS_SPAN) }, () => {
    const client = chance.below(clients);
    if (chance.below(6) === 0) return { client, what: chance.pick(ENDINGS), args: [] };
    const operation = chance.pick(weighted);
    return { client, what: operation.name, args: operation.draw(chance) };
  });
}

const portOf = ({ name }: Operation): string => name.split('.')[0]?.replace('deadLetters', 'mailbox') ?? '';

export const storyOf = (steps: readonly Step[]): string =>
  steps
    .map(({ client, what, args }, at) => `  ${at}: client ${client} ${what}(${args.join(', ')})`)
    .join('\n');
