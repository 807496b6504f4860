import type { Clock } from '#kernel';
import { released } from '../domain/hold-end.js';
import type { StoreDatabase } from '../ports/store-database.js';
import { momentOf } from '../writer/node-state.js';
import type { Writer } from '../writer/writer.js';
import { Loop } from './loop.js';
import { giveBack } from './receive.js';

const LOOK_EVERY_MS = 1_000;
const HOLDS_MAX = 100;
const CARDS_MAX = 200;

interface HousekeepingParts {
  readonly writer: Writer;
  readonly database: StoreDatabase;
  readonly clock: Clock;
  readonly isOnLine: () => boolean;
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** Ends holds that have expired, and gives back what may not be drawn on any more, with and without a line. */
export class Housekeeping {
  private readonly loop: Loop;
  private lookedAt = '';

  constructor(private readonly parts: HousekeepingParts) {
    this.loop = new Loop(parts.clock, async () => {
      await this.look().catch((error: unknown) => parts.onTrouble('Nothing could be tidied up', error));
      return LOOK_EVERY_MS;
    });
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** One look at what has expired, and at some of the cards with allowances: the next ones each time. */
  async look(): Promise<void> {
    const { clock, database, writer } = this.parts;
    const { at } = momentOf(writer.committed, clock);
    const holds = await database.expiredHolds(at.ms, HOLDS_MAX);
    if (holds.length > 0) await this.release(holds.map(({ factId }) => factId));
    const cards = await database.cardsWithAllowances(this.lookedAt, CARDS_MAX);
    this.lookedAt = cards.length < CARDS_MAX ? '' : (cards.at(-1) ?? '');
    if (cards.length > 0) await this.giveBack(cards);
  }

  private release(business: readonly string[]): Promise<void> {
    return this.parts.writer.run({
      needs: { requests: [], business, cards: [] },
      work(set) {
        if (!set.maySpeak) return;
        for (const factId of business) {
          const begun = set.begunBy(factId);
          // It may have been captured in the meantime.
          if (begun?.kind === 'hold' && begun.hold.isLive) set.say(released(begun.hold, 'expired'));
        }
      },
    });
  }

  private giveBack(cards: readonly string[]): Promise<void> {
    const { clock, writer, isOnLine } = this.parts;
    return writer.run({
      needs: { requests: [], business: [], cards },
      work(set) {
        for (const cardId of cards) giveBack(set, cardId, momentOf(set.now, clock), isOnLine());
      },
    });
  }
}
