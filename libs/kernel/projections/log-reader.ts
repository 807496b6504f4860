import type { EventClass } from '../messages/message.js';

/** Reads the log in its order, in batches, in one process at a time; how far it has read is kept under name and version. */
export interface LogReader {
  readonly name: string;
  readonly version: number;
  readonly events: readonly EventClass[];
}
