import type { Database } from '#kernel';
import type { Client } from './client.js';
import type { Side } from './hand.js';

/** One of the two databases, with the clients of a script. */
export interface Stage {
  readonly database: Database;
  readonly side: Side;
  readonly clients: readonly Client[];
  /** Opens the transaction of a client, which has none. */
  begin(client: number): Promise<void>;
  /** Takes the connection of a client away, and resolves when it holds nothing any more. */
  kill(client: number): Promise<void>;
}
