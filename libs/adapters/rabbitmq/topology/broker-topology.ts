import type { Channel } from 'amqplib';
import { describeError } from '../connection/describe-error.js';
import type { Link } from '../connection/link.js';
import { TookTooLong, within } from '../connection/waiting.js';
import { brokerQueueOf, DEAD_LETTERS, MAIL_EXCHANGE } from './names.js';

// A crash of whoever holds a message counts as a failed delivery of it, also when nobody looked at it. And a quorum
// queue without a limit puts what comes back behind all others.
const DELIVERIES_MAX = 1_000_000;
/** The broker waits for five seconds for members of a queue that do not answer. */
const CHANGE_WITHIN_MS = 10_000;
const DEAD_LETTERS_BYTES_MAX = 64 * 1024 * 1024;

/** What became of a declaration, by the broker's names of queues. */
export interface Declared {
  /** As they should be. */
  readonly ready: ReadonlySet<string>;
  /** Nothing was heard of them. */
  readonly silent: ReadonlySet<string>;
}

/**
 * What must be at the broker, declared by every process on each of its connections.
 *
 * There is no alternate exchange: a message that one takes counts as routed, so that the relay would not be told of a
 * queue that is missing. What cannot be routed comes back to the relay and stays in the outbox.
 */
export class BrokerTopology {
  /** The broker's queues that cannot be used, each with a sentence for an operator. */
  readonly problems = new Map<string, string>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    readonly queues: readonly string[],
    private readonly queueBytesMax: number,
  ) {}

  /**
   * Declares exchanges and queues, one caller at a time.
   * @throws Error when the exchanges cannot be declared or the connection is lost
   */
  async declare(link: Link, queues: readonly string[] = this.queues): Promise<Declared> {
    const declared = this.turn.then(() => this.declareNow(link, queues));
    this.turn = declared.catch(() => undefined);
    return declared;
  }

  /**
   * Removes a queue that nobody consumes, to be declared again: what was in it is in the outbox.
   * @returns whether it is gone
   * @throws Error when the broker does not let us
   */
  async remove(link: Link, name: string): Promise<boolean> {
    const removal = this.turn.then(() => onOwnChannel(link, name, (channel) => removeUnused(channel, name)));
    this.turn = removal.catch(() => undefined);
    return removal;
  }

  /** @returns those of these queues in which nothing waits, as far as the broker says */
  async emptyOf(link: Link, queues: readonly string[]): Promise<ReadonlySet<string>> {
    const empty = new Set<string>();
    for (const queue of queues) {
      const name = brokerQueueOf(queue);
      const answer = await onOwnChannel(link, name, (channel) => channel.checkQueue(name)).catch(
        () => undefined,
      );
      if (answer?.messageCount === 0) empty.add(queue);
    }
    return empty;
  }

  private async declareNow(link: Link, queues: readonly string[]): Promise<Declared> {
    await onOwnChannel(link, 'the exchanges', declareExchanges);
    const declared = { ready: new Set<string>(), silent: new Set<string>() };
    await this.declareOne(link, DEAD_LETTERS, declareDeadLetters, declared);
    for (const queue of queues) {
      const name = brokerQueueOf(queue);
      await this.declareOne(link, name, (channel) => this.declareQueue(channel, queue, name), declared);
    }
    return declared;
  }

  private async declareOne(
    link: Link,
    name: string,
    declareIt: (channel: Channel) => Promise<void>,
    { ready, silent }: { readonly ready: Set<string>; readonly silent: Set<string> },
  ): Promise<void> {
    try {
      await onOwnChannel(link, name, declareIt);
      this.problems.delete(name);
      ready.add(name);
    } catch (error) {
      link.lost.throwIfAborted();
      this.problems.set(name, explain(name, error));
      if (error instanceof TookTooLong) silent.add(name);
    }
  }

  private async declareQueue(channel: Channel, queue: string, name: string): Promise<void> {
    await channel.assertQueue(name, {
      durable: true,
      arguments: {
        'x-queue-type': 'quorum',
        'x-single-active-consumer': true,
        'x-delivery-limit': DELIVERIES_MAX,
        // At its bound a queue refuses what is new, and the relay waits. Any other way of overflowing loses messages,
        // and turns dead-lettering at least once into at most once, with no more than a line in the broker's log.
        'x-overflow': 'reject-publish',
        'x-max-length-bytes': this.queueBytesMax,
        'x-dead-letter-exchange': DEAD_LETTERS,
        'x-dead-letter-strategy': 'at-least-once',
      },
    });
    await channel.bindQueue(name, MAIL_EXCHANGE, queue);
  }
}

async function removeUnused(channel: Channel, name: string): Promise<boolean> {
  const { consumerCount } = await channel.checkQueue(name);
  if (consumerCount > 0) return false;
  await channel.deleteQueue(name);
  return true;
}

async function declareExchanges(channel: Channel): Promise<void> {
  await channel.assertExchange(MAIL_EXCHANGE, 'direct', { durable: true });
  await channel.assertExchange(DEAD_LETTERS, 'fanout', { durable: true });
}

async function declareDeadLetters(channel: Channel): Promise<void> {
  await channel.assertQueue(DEAD_LETTERS, {
    durable: true,
    arguments: {
      'x-queue-type': 'quorum',
      'x-overflow': 'reject-publish',
      'x-max-length-bytes': DEAD_LETTERS_BYTES_MAX,
    },
  });
  await channel.bindQueue(DEAD_LETTERS, DEAD_LETTERS, '');
}

/** The broker closes a channel on which a declaration fails: each has its own, so that the others go on. */
async function onOwnChannel<T>(link: Link, what: string, work: (channel: Channel) => Promise<T>): Promise<T> {
  const { channel, closed } = await link.openChannel();
  try {
    return await within(CHANGE_WITHIN_MS, `Declaring, asking for or removing ${what}`, work(channel));
  } finally {
    if (!closed.aborted) channel.close().catch(() => undefined);
  }
}

function explain(name: string, error: unknown): string {
  const isMismatch = error instanceof Error && 'code' in error && error.code === 406;
  const why = describeError(error);
  return isMismatch
    ? `The broker has a queue ${name} with other arguments; empty and delete it there (${why})`
    : `The queue ${name} cannot be declared: ${why}`;
}
