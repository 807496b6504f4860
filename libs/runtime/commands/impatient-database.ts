import type { Clock, Database } from '#kernel';

import { Overloaded } from './failures.js';

/**
 * The same database for callers who wait for an answer: a transaction that does not get a connection in time is given up,
 * and never begins.
 * @throws Overloaded from `transaction`, when no connection was free within so many milliseconds
 */
export function impatient(database: Database, clock: Clock, beginWithinMs: number): Database {
  return {
    onDelivered: (listener) => database.onDelivered(listener),
    ping: () => database.ping(),
    close: () => database.close(),
    transaction(work) {
      return new Promise((resolve, reject) => {
        const tooLate = () =>
          new Overloaded(`No connection to the database was free within ${beginWithinMs} ms`);
        let isTooLate = false;
        const callOff = clock.after(beginWithinMs, () => {
          isTooLate = true;
          reject(tooLate());
        });
        const begun = database.transaction(async (tx) => {
          callOff();
          if (isTooLate) throw tooLate();
          return work(tx);
        });
        begun.then(resolve, reject).finally(callOff);
      });
    },
  };
}
