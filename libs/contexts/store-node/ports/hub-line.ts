import type { Fact, Notice } from '#kernel';

export interface News {
  readonly notices: readonly Notice<object>[];
  readonly bookmark: string;
  /** There is more, at once. */
  readonly isMore: boolean;
}

export interface NewsQuestion {
  readonly bookmark: string;
  /** The last place in the store's own chain. */
  readonly headSeq: number;
  /** How long the hub may wait for something to tell. */
  readonly waitSeconds: number;
}

export interface Pushed {
  /** The receipt for the store's own facts among them. */
  readonly notices: readonly Notice<object>[];
  /** What the hub has put aside, and why. */
  readonly problems: readonly { readonly author: string; readonly seq: number; readonly why: string }[];
}

export interface AllowanceRequest {
  readonly cardId: string;
  readonly minor: number;
  /** Of the till's request: asking twice grants once. */
  readonly requestKey: string;
}

/** The line to the hub. Nothing of it is certain; all of it may be repeated. Throws `LineDown` and `LineRefused`. */
export interface HubLine {
  /** Facts of any store, each chain in its order. */
  push(facts: readonly Fact[]): Promise<Pushed>;
  pull(question: NewsQuestion, signal: AbortSignal): Promise<News>;
  /** Wants to have granted what is missing for a request that a till waits for. @returns the card's standing, or nothing */
  askAllowance(request: AllowanceRequest, withinMs: number): Promise<readonly Notice<object>[]>;
  /** Wants to be told of these cards from now on. @returns how they stand */
  follow(cardIds: readonly string[], withinMs: number): Promise<readonly Notice<object>[]>;
  /** A part of the list of cards behind this place. */
  list(after: string): Promise<ListPart>;
}

export interface ListPart {
  readonly notices: readonly Notice<object>[];
  /** Where the next part begins. */
  readonly at: string;
  readonly isMore: boolean;
}

/** The hub could not be reached, or gave no answer that makes sense. */
export class LineDown extends Error {
  override readonly name = 'LineDown';
}

/** The hub has said no: the same request will not be taken. */
export class LineRefused extends Error {
  override readonly name = 'LineRefused';
  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}
