import { afterEach, beforeEach } from '@jest/globals';
import { type Addressed, ConcurrentWrite, type Database, type Transaction, type Transport } from '#kernel';
import { eventually } from '../../eventually.js';
import { takeAll, TILLS } from '../mailbox/claims.js';
import { Bench } from '../support/bench.js';
import type { EmptyWire, TransportUnderTest } from './transport-under-test.js';

export const QUEUES = [TILLS, 'ledgers', 'stock'];

const ARRIVAL_WITHIN_MS = 180_000;
const REPETITIONS_MAX = 100;

/** A process, as far as messages are concerned: a database, and a transport over it. */
export class PostingProcess {
  constructor(
    readonly database: Database,
    readonly transport: Transport,
  ) {}

  /** What the engine does with the messages that a transaction decided. */
  async put(tx: Transaction, messages: readonly Addressed[]): Promise<void> {
    if (this.transport.delivery === 'direct') await tx.mailbox.deliver(messages);
    else await tx.outbox.add(messages);
  }

  /** One transaction, repeated when somebody else wrote first, and what follows its commit. */
  async post(...messages: Addressed[]): Promise<void> {
    for (let repetitions = 0; ; repetitions++) {
      try {
        await this.database.transaction((tx) => this.put(tx, messages));
        break;
      } catch (error) {
        if (!(error instanceof ConcurrentWrite) || repetitions === REPETITIONS_MAX) throw error;
      }
    }
    this.transport.wake();
  }
}

/** Where the tests of the suite work: processes that post, and what arrives in the mailboxes. */
export class PostRoom {
  private wire: EmptyWire | undefined;
  private readonly processes: PostingProcess[] = [];

  constructor(
    readonly bench: Bench,
    private readonly underTest: TransportUnderTest,
  ) {}

  /** A process whose transport is not started. */
  hire(database: Database = this.bench.database): PostingProcess {
    if (!this.wire) throw new Error('There is a wire only while a test runs');
    const process = new PostingProcess(database, this.wire.transport(database));
    this.processes.push(process);
    return process;
  }

  async start(database: Database = this.bench.database): Promise<PostingProcess> {
    const process = this.hire(database);
    await process.transport.start({ queues: QUEUES });
    return process;
  }

  /** As another process would be started, where the database can be opened by one. */
  async startAnother(): Promise<PostingProcess> {
    return this.start(
      this.underTest.database.concurrentTransactions ? await this.bench.another() : undefined,
    );
  }

  /** Takes messages out of a mailbox queue until there were as many as that. @returns their texts */
  async receive(count: number, queue = TILLS): Promise<string[]> {
    const texts: string[] = [];
    const taking = async (): Promise<string[]> => {
      texts.push(...(await takeAll(this.bench, queue)));
      return texts;
    };
    return eventually(taking, ({ length }) => length >= count, { withinMs: ARRIVAL_WITHIN_MS });
  }

  async setUp(): Promise<void> {
    await this.bench.setUp();
    this.wire = await this.underTest.open();
  }

  async clear(): Promise<void> {
    await Promise.all(this.processes.splice(0).map(({ transport }) => transport.stop()));
    await this.wire?.close();
    this.wire = undefined;
    await this.bench.clear();
  }
}

/** Gives each test of the `describe` around it an empty database and an empty wire. */
export function postRoomFor(underTest: TransportUnderTest): PostRoom {
  const room = new PostRoom(new Bench(underTest.database), underTest);
  beforeEach(() => room.setUp());
  afterEach(() => room.clear());
  return room;
}
