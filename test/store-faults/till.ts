import { setTimeout as pause } from 'node:timers/promises';
import type { Dice } from '../../apps/demo/plan/dice.js';
import type { Journal } from './journal.js';
import type { Shop } from './shop.js';

interface Told {
  readonly outcome?: string;
  readonly approvedMinor?: number;
  readonly factId?: string;
  readonly restsOn?: { readonly unbackedMinor: number };
  readonly code?: string;
}

const AGAIN_MS = 100;
const BETWEEN_MS = 30;
const ANSWER_MS_MAX = 3_000;
const MINOR_MAX = 300;

let requests = 0;

/** A till that asks for one redemption after another, each with the same request id until it is told. */
export class Till {
  private isOpen = true;
  private readonly closed: Promise<void>;

  constructor(
    private readonly shop: Shop,
    private readonly name: string,
    private readonly parts: {
      readonly cards: readonly string[];
      readonly journal: Journal;
      readonly dice: Dice;
    },
  ) {
    this.closed = this.trade();
  }

  /** Resolves when it has been told about what it asked last. */
  close(): Promise<void> {
    this.isOpen = false;
    return this.closed;
  }

  private async trade(): Promise<void> {
    while (this.isOpen && !this.shop.isClosed) {
      await this.redeem();
      await pause(BETWEEN_MS);
    }
  }

  private async redeem(): Promise<void> {
    const { cards, dice, journal } = this.parts;
    requests += 1;
    const cardId = dice.pick(cards);
    const body = {
      till: this.name,
      requestId: `${this.name}-${requests}`,
      cardId,
      minor: dice.whole(1, MINOR_MAX),
      currency: 'EUR',
      allowPartial: true,
    };
    for (;;) {
      const answer = await this.ask(body);
      if (answer && answer.status === 200) return this.journalApproval(cardId, answer.told);
      if (answer && answer.told.outcome === 'declined') {
        journal.decline(this.shop.name, cardId, answer.told.code ?? '');
        return;
      }
      // A shop that is closed for good tells nobody anything any more: what it has not said has not been done.
      if (this.shop.isClosed) return;
      journal.repeated += 1;
      await pause(AGAIN_MS);
    }
  }

  private journalApproval(cardId: string, told: Told): void {
    const { approvedMinor, factId, restsOn } = told;
    if (approvedMinor === undefined || factId === undefined || !restsOn)
      throw new Error(`An approval said ${JSON.stringify(told)}`);
    const { unbackedMinor } = restsOn;
    this.parts.journal.tell({ store: this.shop.name, cardId, minor: approvedMinor, unbackedMinor, factId });
  }

  private async ask(body: object): Promise<{ readonly status: number; readonly told: Told } | undefined> {
    try {
      const response = await fetch(`${this.shop.url}/v1/redemptions`, {
        method: 'POST',
        headers: this.shop.headers,
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      });
      return { status: response.status, told: JSON.parse(await response.text()) };
    } catch {
      return undefined;
    }
  }
}
