import type { Operation } from '../api/answers.js';
import type { PlannedPurchase, TradePlan } from '../plan/trade-plan.js';

/** A purchase, and what we were told about it. */
export interface PurchaseRecord {
  readonly number: number;
  readonly planned: PlannedPurchase;
  operation?: Operation;
  /** Why its saga waited, in the words of `/v1/sagas`. */
  waited?: string;
  /** What the customer's cancellation was answered with, when there was one. */
  cancellation?: string;
}

/** What the hub has confirmed that it did with a card, in euro cents. */
export interface CardRecord {
  readonly cardId: string;
  loadedMinor: number;
  redeemedMinor: number;
}

/** What a request had to be answered with, and was: the code of a problem, or that it was taken. */
export interface AnswerRecord {
  readonly what: string;
  readonly expected: string;
  readonly got: string;
}
export const TAKEN = 'taken';

/** What happened, as far as a consumer of the API was told. */
export interface TradeLog {
  readonly plan: TradePlan;
  readonly purchases: readonly PurchaseRecord[];
  /** By the index of the card. */
  readonly cards: CardRecord[];
  /** Pieces by the index of the good. */
  readonly receivedPieces: number[];
  readonly answers: AnswerRecord[];
}

export const openLog = (plan: TradePlan): TradeLog => ({
  plan,
  purchases: plan.purchases.map((planned, number) => ({ number, planned })),
  cards: [],
  receivedPieces: plan.goods.map(() => 0),
  answers: [],
});

/** Undefined before the hub has answered, and for a purchase that it refused at once. */
export const purchaseIdOf = ({ operation }: PurchaseRecord): string | undefined =>
  operation && operation.state !== 'failed' ? operation.key : undefined;
