import type { Invariant } from './evidence.js';

const ENDED: ReadonlySet<string> = new Set(['completed', 'compensated']);
const OPERATION_OF: Readonly<Record<string, string>> = { completed: 'succeeded', compensated: 'compensated' };

/** I6. At rest, every saga has ended, and its operation and purchase tell the same. */
export const noOrphans: Invariant = {
  id: 'I6',
  name: 'no saga is orphaned: each has ended as its operation says',
  check({ sagas, operations }) {
    const states = new Map(operations.map(({ key, command, state }) => [`${command} ${key}`, state]));
    return sagas.flatMap(({ saga, key, status }) => {
      if (!ENDED.has(status)) return [`Saga ${saga} ${key} is ${status} while nothing is under way`];
      const operation = states.get(`purchasing.confirm-purchase ${key}`);
      return operation === undefined || operation === OPERATION_OF[status]
        ? []
        : [`Saga ${saga} ${key} is ${status}, its operation ${operation}`];
    });
  },
};
