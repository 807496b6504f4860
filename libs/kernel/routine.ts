import type { Message } from './messages/message.js';
import type { Transaction } from './ports/database.js';

/** What is due from time to time, and no message asks for. */
export interface Routine {
  /** What is said when it fails: `Periods are not closed`. */
  readonly whenItFails: string;
  readonly everyMs: number;
  /** Looks what is due. Several processes may do so at once. @returns what is to be asked for, in the same transaction */
  readonly due: (tx: Transaction) => Promise<readonly Message<'command'>[]>;
}
