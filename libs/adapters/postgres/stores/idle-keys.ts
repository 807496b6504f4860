import type { Addressed, Claimed, QueueKey } from '#kernel';
import { SLOTS_PER_QUEUE } from '../migrations/initial-schema.js';
import type { Session, Statement } from '../session.js';
import { placeOf } from './message-place.js';

/** A slot with more messages than this counts as busy: looking through them would cost more than it saves. */
const LOOKED_THROUGH_MAX = 100;

// Whoever had a lock before may commit while this statement runs, which does not see it: nor need it. What waits now
// waited before, and what was delivered meanwhile comes from nobody whom the asking transaction knows of.
const CLAIM: Statement = {
  name: 'mailbox-claim-idle',
  text: `with wanted as materialized (
    select queue, key, (hashtext(key) & ${SLOTS_PER_QUEUE - 1})::smallint as slot
    from unnest($1::text[], $2::text[]) as k (queue, key)),
  slots as materialized (select distinct queue, slot from wanted),
  locked as materialized (
    select queue, slot from slots where pg_try_advisory_xact_lock(hashtext(queue), slot)),
  waiting as materialized (
    select m.* from locked l cross join lateral (
      select queue, slot, key, sequence from countersign.message m
      where m.queue = l.queue and m.slot = l.slot order by m.sequence limit ${LOOKED_THROUGH_MAX}) as m)
  select w.queue, w.key from wanted w join locked l on l.queue = w.queue and l.slot = w.slot
  where (select count(*) from waiting m where m.queue = l.queue and m.slot = l.slot) < ${LOOKED_THROUGH_MAX}
    and not exists (select 1 from waiting m
      where m.queue = w.queue and m.key = w.key and m.sequence <> all($3::bigint[]))`,
};

/** The keys that one transaction has to itself: in slots that it has locked, and with nothing that waits. */
export class IdleKeys {
  private readonly known = new Set<string>();
  private readonly claimed: string[] = [];

  constructor(private readonly session: Session) {}

  /** The transaction has claimed messages; `complete` says that it got all that waited under their keys. */
  learn(messages: readonly Claimed[], { complete }: { readonly complete: boolean }): void {
    this.claimed.push(...messages.map((each) => placeOf(each).sequence));
    if (complete) for (const { queue, envelope } of messages) this.known.add(nameOf(queue, envelope.key));
  }

  /** The transaction has delivered messages. */
  forget(messages: readonly Addressed[]): void {
    for (const { queue, envelope } of messages) this.known.delete(nameOf(queue, envelope.key));
  }

  /** @returns which of the keys the transaction has now */
  async claim(keys: readonly QueueKey[]): Promise<QueueKey[]> {
    const unknown = keys.filter((each) => !this.isKnown(each));
    if (unknown.length > 0) {
      const idle = await this.session.rows<{ queue: string; key: string }>(CLAIM, [
        unknown.map((each) => each.queue),
        unknown.map((each) => each.key),
        this.claimed,
      ]);
      for (const { queue, key } of idle) this.known.add(nameOf(queue, key));
    }
    return keys.filter((each) => this.isKnown(each));
  }

  private isKnown({ queue, key }: QueueKey): boolean {
    return this.known.has(nameOf(queue, key));
  }
}

const nameOf = (queue: string, key: string): string => `${queue}\n${key}`;
