import type { Addressed, Claimed, QueueKey } from '#kernel';
import { SLOTS_PER_QUEUE } from '../migrations/initial-schema.js';
import type { Session, Statement } from '../session.js';
import { placeOf } from './message-place.js';

/** A slot with more messages than this counts as busy: looking through them would cost more than it saves. */
const LOOKED_THROUGH_MAX = 100;

const LOCK: Statement = {
  name: 'mailbox-lock-idle',
  text: `with wanted as materialized (
    select queue, key, (hashtext(key) & ${SLOTS_PER_QUEUE - 1})::smallint as slot
    from unnest($1::text[], $2::text[]) as k (queue, key)),
  slots as materialized (select distinct queue, slot from wanted),
  locked as materialized (
    select queue, slot from slots where pg_try_advisory_xact_lock(hashtext(queue), slot))
  select queue, key, slot from wanted join locked using (queue, slot)`,
};

// A statement of its own, behind the locks: it sees what the owners before have committed.
const LOOK: Statement = {
  name: 'mailbox-look-for-idle',
  text: `with wanted as materialized (
    select queue, key, slot from unnest($1::text[], $2::text[], $3::smallint[]) as k (queue, key, slot)),
  slots as materialized (select distinct queue, slot from wanted),
  waiting as materialized (
    select m.* from slots s cross join lateral (
      select queue, slot, key, sequence from countersign.message m
      where m.queue = s.queue and m.slot = s.slot order by m.sequence limit ${LOOKED_THROUGH_MAX}) as m)
  select w.queue, w.key, w.slot from wanted w
  where (select count(*) from waiting m where m.queue = w.queue and m.slot = w.slot) < ${LOOKED_THROUGH_MAX}
    and not exists (select 1 from waiting m
      where m.queue = w.queue and m.key = w.key and m.sequence <> all($4::bigint[]))`,
};

interface PlacedKey extends QueueKey {
  readonly slot: number;
}

/** The keys that one transaction has to itself: in slots that it has locked, and with nothing that waits. */
export class IdleKeys {
  private known = new Map<string, PlacedKey>();
  private readonly claimed: string[] = [];

  constructor(private readonly session: Session) {}

  /** The transaction has claimed messages; `complete` says that it got all that waited under their keys. */
  learn(messages: readonly Claimed[], { complete }: { readonly complete: boolean }): void {
    for (const message of messages) {
      const { queue, envelope } = message;
      const { slot, sequence } = placeOf(message);
      this.claimed.push(sequence);
      if (complete) this.known.set(nameOf(queue, envelope.key), { queue, key: envelope.key, slot });
    }
  }

  /** The transaction has delivered messages. */
  forget(messages: readonly Addressed[]): void {
    for (const { queue, envelope } of messages) this.known.delete(nameOf(queue, envelope.key));
  }

  /** @returns which of the keys the transaction has now */
  async claim(keys: readonly QueueKey[]): Promise<QueueKey[]> {
    const unknown = keys.filter((each) => !this.isKnown(each));
    if (unknown.length > 0) {
      const locked = await this.session.rows<PlacedKey>(LOCK, [
        unknown.map((each) => each.queue),
        unknown.map((each) => each.key),
      ]);
      if (locked.length > 0) await this.lookThrough([...this.known.values(), ...locked]);
    }
    return keys.filter((each) => this.isKnown(each));
  }

  /**
   * Whoever had the new keys before may have sent messages from them to keys that were idle until then. Those are in the
   * queue now, and what this transaction sends from the new keys comes behind them.
   */
  private async lookThrough(keys: readonly PlacedKey[]): Promise<void> {
    const idle = await this.session.rows<PlacedKey>(LOOK, [
      keys.map((each) => each.queue),
      keys.map((each) => each.key),
      keys.map((each) => each.slot),
      this.claimed,
    ]);
    this.known = new Map(idle.map((each) => [nameOf(each.queue, each.key), each]));
  }

  private isKnown({ queue, key }: QueueKey): boolean {
    return this.known.has(nameOf(queue, key));
  }
}

const nameOf = (queue: string, key: string): string => `${queue}\n${key}`;
