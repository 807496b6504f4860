import { setTimeout as pause } from 'node:timers/promises';
import type { Dice } from '../../../apps/demo/plan/dice.js';
import type { Shop } from '../world/shop.js';
import { type Deal, isApproved, type Journal, toldBy, type Wish } from './journal.js';

export interface TillParts {
  /** Those that it may use; more may come. */
  readonly cards: readonly string[];
  readonly journal: Journal;
  readonly dice: Dice;
}

const AGAIN_MS = 100;
const BETWEEN_MS = { min: 200, max: 600 };
const ANSWER_MS_MAX = 3_000;
const REDEEMED_MINOR_MAX = 300;
const LOADED_MINOR_MAX = 2_000;
/** What a node answers whose books are not the newest, for ever. */
const UNFIT = 'not-ready';
const LOADS = 0.1;
const REPEATS = 0.15;
const REUSES = 0.05;
/** Of the requests that it made last, so many are asked once more when trade is over. */
const REPEATED_LAST = 60;

/** A till that asks for one thing after another, each with the same request id until it is told. */
export class Till {
  private readonly own: Deal[] = [];
  private isOpen = true;
  private isWaiting = false;
  private isSentAway = false;
  private readonly closed: Promise<void>;

  constructor(
    readonly shop: Shop,
    private readonly name: string,
    private readonly parts: TillParts,
  ) {
    this.closed = this.trade();
  }

  /** Whether it has asked for something that it has not been told about. */
  get waits(): boolean {
    return this.isWaiting;
  }

  /** Resolves when it has been told about what it asked last, or when nobody can tell it any more. */
  close(): Promise<void> {
    this.isOpen = false;
    return this.closed;
  }

  /** Asks once more for what it asked last. */
  async repeat(): Promise<void> {
    for (const deal of this.own.slice(-REPEATED_LAST)) await this.askAgain(deal);
  }

  private async trade(): Promise<void> {
    const { dice } = this.parts;
    while (this.isOpen && !this.shop.isClosed) {
      await this.askAnew();
      if (dice.chance(REPEATS) && this.own.length > 0) await this.askAgain(dice.pick(this.own));
      if (dice.chance(REUSES) && this.own.length > 0) await this.reuse(dice.pick(this.own));
      await pause(dice.whole(BETWEEN_MS.min, BETWEEN_MS.max));
    }
  }

  private async askAnew(): Promise<void> {
    const { cards, dice, journal } = this.parts;
    const { name: place, storeId } = this.shop;
    const kind = dice.chance(LOADS) ? 'load' : 'redeem';
    const minor = dice.whole(1, kind === 'load' ? LOADED_MINOR_MAX : REDEEMED_MINOR_MAX);
    const requestId = `${this.name}-${this.own.length + 1}`;
    const wish = {
      kind,
      place,
      storeId,
      till: this.name,
      requestId,
      cardId: dice.pick(cards),
      minor,
    } as const;
    const deal = journal.begin(wish);
    this.own.push(deal);
    this.isWaiting = true;
    while (!(await this.ask(deal)) && !this.nobodyTells()) await pause(AGAIN_MS);
    this.isWaiting = false;
  }

  /** Nothing is waited for: whatever it was told, it is told the same or nothing. */
  private async askAgain(deal: Deal): Promise<void> {
    if (deal.told.length > 0) await this.ask(deal);
  }

  private async reuse(deal: Deal): Promise<void> {
    const { lostFrom } = this.shop;
    // Where the disk may be set back, the id may be unknown again, and another amount is a request like any other.
    const mayBeForgotten = lostFrom !== undefined && deal.number >= lostFrom;
    if (!isApproved(deal.told[0]) || mayBeForgotten) return;
    const answer = await this.send({ ...deal, minor: deal.minor + 1 });
    const isAboutReuse = answer && (answer.status < 500 || toldBy(answer.body) !== undefined);
    if (isAboutReuse)
      this.parts.journal.reuse({ wish: deal, status: answer.status, code: codeOf(answer.body) });
  }

  /** A node whose books are not the newest says nothing any more. */
  private nobodyTells(): boolean {
    return this.shop.isClosed || (!this.isOpen && this.isSentAway);
  }

  /** @returns whether it was told what came of it */
  private async ask(deal: Deal): Promise<boolean> {
    const { journal } = this.parts;
    const answer = await this.send(deal);
    const told = answer && toldBy(answer.body);
    this.isSentAway = answer !== undefined && codeOf(answer.body) === UNFIT;
    if (told) journal.tell(deal, told);
    else journal.trouble(answer ? `${answer.status} ${codeOf(answer.body)}` : 'no answer');
    return told !== undefined;
  }

  private async send({ kind, till, requestId, cardId, minor }: Wish) {
    const what = { till, requestId, cardId, minor, currency: 'EUR' };
    try {
      return kind === 'load'
        ? await this.shop.post('/v1/loads', what, ANSWER_MS_MAX)
        : await this.shop.post('/v1/redemptions', { ...what, allowPartial: true }, ANSWER_MS_MAX);
    } catch {
      return undefined;
    }
  }
}

const codeOf = (body: Readonly<Record<string, unknown>>): string => String(body['code'] ?? '');
