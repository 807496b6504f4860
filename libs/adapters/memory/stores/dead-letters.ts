import type { Deal, DeadLetter, DeadLetters, DealtWith, Envelope } from '#kernel';
import type { Statement } from '../engine/holder.js';
import type { Session } from '../engine/session.js';
import type { Storage } from '../storage.js';
import { Json, nameOf } from './json.js';
import { slotOf } from './slots.js';

type Kept = Omit<DeadLetter, 'id' | 'at'>;

export class MemoryDeadLetters implements DeadLetters {
  constructor(
    private readonly session: Session,
    private readonly storage: Storage,
  ) {}

  /** Within a statement of the mailbox. @returns its id */
  put(letter: Kept): string {
    const number = this.storage.nextNumber();
    const id = String(number);
    const at = new Date(this.session.now).toISOString();
    this.storage.deadLetters.write(this.session, number, new Json<DeadLetter>({ ...letter, id, at }));
    return id;
  }

  newest(limit: number, which: 'all' | 'open' = 'all'): Promise<DeadLetter[]> {
    return this.session.read('deadLetters.newest', () =>
      this.seen()
        .filter(({ dealtWith }) => which === 'all' || dealtWith === undefined)
        .toReversed()
        .slice(0, limit),
    );
  }

  find(id: string): Promise<DeadLetter | undefined> {
    return this.session.read('deadLetters.find', () =>
      this.storage.deadLetters.get(this.session, Number(id))?.parse(),
    );
  }

  async replay(id: string, deal: Deal): Promise<boolean> {
    const queue = await this.session.run('deadLetters.replay', () => this.placeAgain(id, deal));
    if (queue !== undefined) this.session.delivered.add(queue);
    return queue !== undefined;
  }

  discard(id: string, deal: Deal): Promise<boolean> {
    return this.session.run('deadLetters.discard', () => this.setAside(id, deal));
  }

  countOpen(): Promise<{ queue: string; count: number }[]> {
    return this.session.read('deadLetters.countOpen', () => {
      const counts = new Map<string, number>();
      for (const { queue, dealtWith } of this.seen()) {
        if (!dealtWith) counts.set(queue, (counts.get(queue) ?? 0) + 1);
      }
      return [...counts].map(([queue, count]) => ({ queue, count }));
    });
  }

  private seen(): DeadLetter[] {
    return [...this.storage.deadLetters.seenBy(this.session)].map((letter) => letter.parse());
  }

  private *open(id: string): Statement<DeadLetter | undefined> {
    const { deadLetters } = this.storage;
    if (deadLetters.get(this.session, Number(id))?.parse().dealtWith) return undefined;
    const letter = (yield* deadLetters.latestSeen(this.session, Number(id)))?.parse();
    return letter?.dealtWith ? undefined : letter;
  }

  private *setAside(id: string, deal: Deal): Statement<boolean> {
    const letter = yield* this.open(id);
    if (letter) this.mark(letter, 'discarded', deal);
    return letter !== undefined;
  }

  private *placeAgain(id: string, deal: Deal): Statement<string | undefined> {
    const letter = yield* this.open(id);
    if (!letter || !isMessage(letter.envelope)) return undefined;
    this.mark(letter, 'replayed', deal);
    const { queue, envelope } = letter;
    const name = nameOf(queue, envelope.id);
    const { inbox } = this.storage;
    if (!(yield* inbox.latest(this.session, name))) {
      inbox.write(this.session, name, { queue, messageId: envelope.id });
    }
    const slot = slotOf(envelope.key);
    const sequence = this.storage.nextNumber();
    this.storage
      .messagesOf(queue)
      .part(slot)
      .write(this.session, sequence, {
        queue,
        slot,
        sequence,
        key: envelope.key,
        deliveredAt: this.session.now,
        envelope: new Json(envelope),
      });
    return queue;
  }

  private mark(letter: DeadLetter, outcome: DealtWith['outcome'], { by, reason }: Deal): void {
    const dealtWith = { outcome, by, reason, at: new Date(this.session.now).toISOString() };
    const marked = new Json<DeadLetter>({ ...letter, dealtWith });
    this.storage.deadLetters.write(this.session, Number(letter.id), marked);
  }
}

const isMessage = (raw: unknown): raw is Envelope =>
  typeof raw === 'object' && raw !== null && 'key' in raw && typeof raw.key === 'string';
