import type { Transaction } from '#kernel';
import type { Hand } from './hand.js';
import { logOperations } from './log-operations.js';
import { mailboxOperations } from './mailbox-operations.js';
import { otherOperations } from './other-operations.js';
import type { Stage } from './stage.js';

/** Everything that can be seen of a script's work when all of its transactions are over. */
const LOOKS: readonly [string, readonly number[]][] = [
  ['events.load', []],
  ['events.readAfter', [99]],
  ['sagas.load', []],
  ['sagas.history', [0, 99]],
  ['sagas.history', [1, 99]],
  ['timers.nextInMs', []],
  ['timers.takeDue', [99]],
  ['mailbox.depths', []],
  ['mailbox.nextRetryInMs', [2]],
  ['mailbox.deadLetters', [0]],
  ['mailbox.claim', [2, 2, 1]],
  ['outbox.read', [99]],
  ['leases.hold', [0, 2, 1]],
  ['leases.hold', [1, 2, 1]],
  ...Array.from({ length: 12 }, (_, number): [string, readonly number[]] => ['operations.find', [number]]),
  ['readModels.load', [0]],
  ['readModels.load', [1]],
];

const operations = new Map(
  [...logOperations, ...mailboxOperations, ...otherOperations].map((each) => [each.name, each]),
);

class Seen extends Error {
  constructor(readonly contents: readonly string[]) {
    super('Nothing of the look is kept');
  }
}

/** Looks at all of it in one transaction, which is undone. */
export async function contentsOf({ database, side }: Stage): Promise<readonly string[]> {
  const look = async (tx: Transaction): Promise<never> => {
    const hand: Hand = { tx, side, claimed: [], mayClaim: true };
    const contents: string[] = [];
    for (const [name, args] of LOOKS) {
      const seen = await operations.get(name)?.perform(hand, args);
      contents.push(`${name}(${args.join(', ')}): ${JSON.stringify(seen)}`);
    }
    throw new Seen(contents);
  };
  try {
    return await database.transaction(look);
  } catch (error) {
    if (error instanceof Seen) return error.contents;
    throw error;
  }
}
