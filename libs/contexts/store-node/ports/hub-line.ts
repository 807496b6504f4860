import type { Fact, Notice } from '#kernel';

export interface EnrolmentRequest {
  /** The one-time code that the hub gave out. */
  readonly code: string;
  readonly name: string;
  readonly publicKey: string;
}

export interface Enrolled {
  readonly storeId: string;
  /** The key that signs all that the hub says: Ed25519 in base64url. */
  readonly hubKey: string;
  readonly notices: readonly Notice<object>[];
}

export interface News {
  readonly notices: readonly Notice<object>[];
  /** Facts of other stores. */
  readonly facts: readonly Fact[];
  readonly bookmark: string;
  /** There is more, at once. */
  readonly isMore: boolean;
}

export interface AllowanceRequest {
  readonly cardId: string;
  readonly minor: number;
  /** Of the till's request: asking twice grants once. */
  readonly requestKey: string;
}

/** The line to the hub. Nothing of it is certain; all of it may be repeated. Throws `LineDown` and `LineRefused`. */
export interface HubLine {
  enrol(request: EnrolmentRequest): Promise<Enrolled>;
  /** Own facts in their order. @returns notices, the checkpoint among them */
  push(facts: readonly Fact[]): Promise<readonly Notice<object>[]>;
  /** @param waitMs how long the hub may wait for something to tell */
  pull(bookmark: string, waitMs: number): Promise<News>;
  /** Wants to have granted what is missing for a request that a till waits for. @returns the card's standing, or nothing */
  askAllowance(request: AllowanceRequest, withinMs: number): Promise<readonly Notice<object>[]>;
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
