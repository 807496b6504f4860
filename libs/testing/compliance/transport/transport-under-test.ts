import type { Database, Transport } from '#kernel';
import type { DatabaseUnderTest } from '../support/database-under-test.js';

/** What carries messages between the processes of one test, and nothing else: for instance an empty broker. */
export interface EmptyWire {
  /** A transport of one more process, not started. */
  transport(database: Database): Transport;
  /** Gives back what it took; all transports are stopped. */
  close(): Promise<void>;
}

/** An implementation of the port, as the compliance suite meets it. */
export interface TransportUnderTest {
  /** What the tests call it, for instance `over RabbitMQ`. */
  readonly name: string;
  readonly database: DatabaseUnderTest;
  open(): Promise<EmptyWire>;
}
