import { setTimeout as pause } from 'node:timers/promises';
import type { Dice } from '../../../apps/demo/plan/dice.js';
import type { Shop } from '../world/shop.js';
import { errandOf, SHORT_MS } from './errand.js';
import { type Deal, isApproved, type Journal, toldBy } from './journal.js';
import { asked, type Want, type Wish } from './wish.js';

export interface TillParts {
  /** Those that it may use; more may come, and some may go. */
  readonly cards: readonly string[];
  /** Those that may be sold, here or at another store; the same of these. */
  readonly stock: readonly string[];
  readonly journal: Journal;
  readonly dice: Dice;
}

const AGAIN_MS = 100;
const BETWEEN_MS = { min: 200, max: 600 };
const ANSWER_MS_MAX = 3_000;
/** What a node answers whose books are not the newest, for ever. */
const UNFIT = 'not-ready';
const REPEATS = 0.15;
const REUSES = 0.05;
/** Of the requests that it made last, so many are asked once more when trade is over. */
const REPEATED_LAST = 60;

/** A till that asks for one thing after another, each with the same request id until it is told. */
export class Till {
  private readonly own: Deal[] = [];
  private ids = 0;
  private isOpen = true;
  private waiting = 0;
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
    return this.waiting > 0;
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

  /** Resolves when it has been told that the card is blocked. */
  async block(cardId: string): Promise<void> {
    await this.insist({ kind: 'block', cardId, requestId: this.newId() });
  }

  private async trade(): Promise<void> {
    const { dice } = this.parts;
    while (this.isOpen && !this.shop.isClosed) {
      await this.askAnew();
      if (dice.chance(REPEATS) && this.own.length > 0) await this.askAgain(dice.pick(this.own));
      if (dice.chance(REUSES) && this.own.length > 0) await this.reuse(dice.pick(this.own));
      await pause(dice.whole(BETWEEN_MS.min, BETWEEN_MS.max));
    }
    await this.endShortHolds();
  }

  private async askAnew(): Promise<void> {
    const { cards, dice, stock } = this.parts;
    const { requests, order } = errandOf({ dice, cards, stock, own: this.own, newId: () => this.newId() });
    if (order === 'at once') await Promise.all(requests.map((request) => this.insist(request)));
    else for (const request of requests) await this.insist(request);
  }

  private newId(): string {
    this.ids += 1;
    return `${this.name}-${this.ids}`;
  }

  /** Asks until it is told what came of it, or nobody can tell. */
  private async insist(request: Want & { readonly requestId: string }): Promise<void> {
    const { name: place, storeId } = this.shop;
    const deal = this.parts.journal.begin({ ...request, place, storeId, till: this.name });
    this.own.push(deal);
    this.waiting += 1;
    while (!(await this.ask(deal)) && !this.nobodyTells()) await pause(AGAIN_MS);
    this.waiting -= 1;
  }

  /** So that no hold expires while books are compared. */
  private async endShortHolds(): Promise<void> {
    const ended = new Set(
      this.own.flatMap((deal) =>
        (deal.kind === 'capture' || deal.kind === 'release') && isApproved(deal.told[0]) ? [deal.of] : [],
      ),
    );
    const left = this.own.flatMap(({ cardId, told: [told], ...deal }) =>
      deal.kind === 'hold' &&
      deal.expiresAfterMs === SHORT_MS &&
      isApproved(told) &&
      told.factId !== undefined
        ? [{ cardId, of: told.factId }]
        : [],
    );
    for (const { cardId, of } of left) {
      if (this.shop.isClosed) return;
      if (!ended.has(of)) await this.insist({ kind: 'release', cardId, of, requestId: this.newId() });
    }
  }

  /** Nothing is waited for: whatever it was told, it is told the same or nothing. */
  private async askAgain(deal: Deal): Promise<void> {
    if (deal.told.length > 0) await this.ask(deal);
  }

  private async reuse(deal: Deal): Promise<void> {
    if (deal.kind !== 'redeem' && deal.kind !== 'hold' && deal.kind !== 'load') return;
    const { lostFrom } = this.shop;
    // Where the disk may be set back, the id may be unknown again, and another amount is a request like any other.
    const mayBeForgotten = lostFrom !== undefined && deal.number >= lostFrom;
    if (!isApproved(deal.told[0]) || mayBeForgotten || this.wasCalledOff(deal)) return;
    const answer = await this.send({ ...deal, minor: deal.minor + 1 });
    const isAboutReuse = answer && (answer.status < 500 || toldBy(answer.body) !== undefined);
    if (isAboutReuse)
      this.parts.journal.reuse({ wish: deal, status: answer.status, code: codeOf(answer.body) });
  }

  private wasCalledOff({ requestId }: Deal): boolean {
    return this.own.some((other) => other.kind === 'annul' && other.requestId === requestId);
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

  private async send(wish: Wish) {
    const { path, body } = asked(wish);
    try {
      return await this.shop.post(path, body, ANSWER_MS_MAX);
    } catch {
      return undefined;
    }
  }
}

const codeOf = (body: Readonly<Record<string, unknown>>): string => String(body['code'] ?? '');
