import type { EventClass, MessageOf } from '../messages/message.js';
import type { Transaction } from '../ports/database.js';
import type { LogReader } from './log-reader.js';
import type { Recorded } from './projection.js';

/** Keeps up with the log what is no read model. */
export interface Follower extends LogReader {
  /** In the transaction that also moves on: all of a batch, or nothing. */
  follow(tx: Transaction, batch: readonly Recorded<unknown>[]): Promise<void>;
}

interface FollowerParts<Events extends readonly EventClass[]> {
  readonly version: number;
  readonly events: Events;
  follow(tx: Transaction, batch: readonly Recorded<MessageOf<Events[number]>>[]): Promise<void>;
}

/** Declares a follower. @param name such as `clearing.card-feed` */
export function follower<const Events extends readonly EventClass[]>(
  name: string,
  parts: FollowerParts<Events>,
): Follower {
  return { ...parts, name };
}
