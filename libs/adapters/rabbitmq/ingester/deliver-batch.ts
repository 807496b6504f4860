import { type Addressed, ConcurrentWrite, type Database, type Undeliverable, Unavailable } from '#kernel';
import { decode, NotAnEnvelope } from '../codec/decode.js';
import { fingerprintOf, rawOf } from '../codec/raw-message.js';
import { jitteredPauseMs } from '../connection/backoff.js';
import { describeError } from '../connection/describe-error.js';
import { sleep } from '../connection/waiting.js';
import { DEAD_LETTERS } from '../topology/names.js';
import type { Arrival } from './arrivals.js';

const RETRY = { firstMs: 50, maxMs: 5_000 };
/** A message that the database takes neither with others nor alone, this often, is one that it cannot hold. */
const FAILURES_ALONE_MAX = 4;

type Parcel = { readonly message: Addressed } | { readonly undeliverable: Undeliverable };

/**
 * Puts arrivals into their mailboxes and takes them out of the outbox, in one transaction, which is repeated until it
 * succeeds. What is no message becomes a dead letter.
 * @throws Error when `until` aborts before: then nothing is known of the batch
 */
export async function deliverBatch(
  database: Database,
  batch: readonly Arrival[],
  until: AbortSignal,
): Promise<void> {
  await deliverParcels(database, batch.map(parcelOf), until);
}

async function deliverParcels(
  database: Database,
  parcels: readonly Parcel[],
  until: AbortSignal,
): Promise<void> {
  for (let failures = 1; ; failures++) {
    try {
      await store(database, parcels);
      return;
    } catch (error) {
      if (until.aborted) throw error;
      const [only, ...others] = parcels;
      const isPassing = error instanceof Unavailable || error instanceof ConcurrentWrite;
      if (!isPassing && others.length > 0) return deliverOneByOne(database, parcels, until);
      if (!isPassing && failures >= FAILURES_ALONE_MAX && only) return giveUpOn(database, only, error);
      await sleep(jitteredPauseMs(failures, RETRY), until);
    }
  }
}

async function deliverOneByOne(
  database: Database,
  parcels: readonly Parcel[],
  until: AbortSignal,
): Promise<void> {
  for (const parcel of parcels) await deliverParcels(database, [parcel], until);
}

async function giveUpOn(database: Database, parcel: Parcel, error: unknown): Promise<void> {
  if (!('message' in parcel)) throw error;
  const { queue, envelope } = parcel.message;
  await database.transaction(async (tx) => {
    await tx.mailbox.deliverDead([
      { queue, id: envelope.id, reason: 'not-storable', detail: describeError(error), raw: envelope },
    ]);
    await tx.outbox.settle([{ queue, messageId: envelope.id }]);
  });
}

async function store(database: Database, parcels: readonly Parcel[]): Promise<void> {
  const messages = parcels.flatMap((parcel) => ('message' in parcel ? [parcel.message] : []));
  const undeliverable = parcels.flatMap((parcel) =>
    'undeliverable' in parcel ? [parcel.undeliverable] : [],
  );
  await database.transaction(async (tx) => {
    await tx.mailbox.deliver(messages);
    await tx.mailbox.deliverDead(undeliverable);
    await tx.outbox.settle(messages.map(({ queue, envelope }) => ({ queue, messageId: envelope.id })));
  });
}

function parcelOf(arrival: Arrival): Parcel {
  const { message, consumer } = arrival;
  const { queue } = consumer;
  if (queue === undefined) {
    return { undeliverable: deadLetterOf(arrival, 'set-aside-by-broker', 'See its x-death header') };
  }
  try {
    return { message: { queue, envelope: decode(message) } };
  } catch (error) {
    if (!(error instanceof NotAnEnvelope)) throw error;
    return { undeliverable: deadLetterOf(arrival, 'not-an-envelope', error.message) };
  }
}

function deadLetterOf({ consumer, message }: Arrival, reason: string, detail: string): Undeliverable {
  return {
    queue: consumer.queue ?? DEAD_LETTERS,
    id: fingerprintOf(message),
    reason,
    detail,
    raw: rawOf(message),
  };
}
