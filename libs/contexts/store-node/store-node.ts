import type { Clock } from '#kernel';
import type { Answer, Hold, Redeem, TillRequest } from './contracts/index.js';
import { riskLeftMinor } from './domain/books.js';
import { type CardView, viewOf } from './domain/card-view.js';
import { drawable, shortfallMinor } from './domain/coverage.js';
import { setAsideElsewhere } from './domain/set-aside-elsewhere.js';
import type { StoreDatabase } from './ports/store-database.js';
import type { Sync } from './sync/sync.js';
import { momentFor, momentOf } from './writer/node-state.js';
import type { Writer } from './writer/writer.js';

/** How long a till waits for an allowance at the most, before it is decided on what there is. */
const ASK_MS_MAX = 800;

export interface StoreNodeParts {
  readonly writer: Writer;
  readonly sync: Sync;
  readonly database: StoreDatabase;
  readonly clock: Clock;
  /** Where the hub is, for people. */
  readonly hub: string;
}

/** What a till sees of a card, in minor units. */
export interface CardBalance extends Pick<
  CardView,
  'cardId' | 'currency' | 'isActive' | 'isBlocked' | 'balanceMinor' | 'heldMinor'
> {
  /** What allowances of this store cover now. */
  readonly setAsideMinor: number;
  /** What other stores may draw on: the hub asks them for it when more is wanted here than is free, and they have a line. */
  readonly setAsideElsewhere: readonly { readonly store: string; readonly minor: number }[];
  readonly knownVersion: number;
  readonly knowledgeAgeMs: number;
  readonly onLine: boolean;
}

export interface StoreStatus {
  readonly store: { readonly id: string; readonly name: string };
  readonly hub: string;
  readonly onLine: boolean;
  /** Since when the line is what it is, in milliseconds since 1970. */
  readonly sinceMs: number;
  readonly trouble: string | undefined;
  readonly isEnded: boolean;
  /** Why nothing is authorized here, until the store is enrolled anew. */
  readonly unfit: string | undefined;
  readonly currency: string;
  readonly riskLeftMinor: number;
  readonly unbackedMinor: number;
  /** Facts that the hub has not confirmed. */
  readonly waitingFacts: number;
  readonly head: { readonly seq: number; readonly id: string | null };
  readonly knowledgeAgeMs: number;
}

/** The node in a store, as tills see it: the same with and without a line. */
export class StoreNode {
  constructor(private readonly parts: StoreNodeParts) {}

  /** @throws NodeBusy, NodeUnfit, Unavailable: nothing is known to have come of it; the same request may be sent again */
  async decide(request: TillRequest): Promise<Answer> {
    const { sync, writer } = this.parts;
    if (sync.line.onLine && (request.kind === 'redeem' || request.kind === 'hold'))
      await this.prepare(request);
    return writer.decide(request, sync.line.onLine);
  }

  /** @returns undefined for a card that nobody has spoken of */
  async balance(cardId: string): Promise<CardBalance | undefined> {
    const { clock, sync, writer } = this.parts;
    const known = await writer.known(cardId);
    // What is known from a list only, or not at all, the hub knows better.
    const isAsked = sync.line.onLine && !known.standing;
    if (isAsked) await sync.ask((line) => line.follow([cardId], ASK_MS_MAX));
    const latest = isAsked ? await writer.known(cardId) : known;
    const view = viewOf(latest, writer.committed.books);
    if (!view) return undefined;
    const { currency, isActive, isBlocked, balanceMinor, heldMinor, version } = view;
    const now = momentFor(latest, writer.committed, momentOf(writer.committed, clock));
    const setAsideMinor = drawable(view, now).reduce((sum, { leftMinor }) => sum + leftMinor, 0);
    return {
      cardId,
      currency,
      isActive,
      isBlocked,
      balanceMinor,
      heldMinor,
      setAsideMinor,
      setAsideElsewhere: setAsideElsewhere(latest, writer.committed.books.storeId).map(
        ({ storeId, minor }) => ({ store: this.nameOf(storeId), minor }),
      ),
      knownVersion: version,
      knowledgeAgeMs: now.knowledgeAgeMs,
      onLine: sync.line.onLine,
    };
  }

  private nameOf(storeId: string): string {
    const { stores } = this.parts.writer.committed.values;
    return stores?.stores.find((each) => each.storeId === storeId)?.name ?? storeId;
  }

  status(): StoreStatus {
    const { clock, hub, sync, writer } = this.parts;
    const { books, head, values } = writer.committed;
    const { onLine, sinceMs, trouble } = sync.line;
    return {
      store: { id: books.storeId, name: values.identity?.name ?? '' },
      hub,
      onLine,
      sinceMs,
      trouble,
      isEnded: books.terms.status === 'ended',
      unfit: values.unfit?.why,
      currency: books.terms.currency,
      riskLeftMinor: riskLeftMinor(books),
      unbackedMinor: books.unbackedMinor,
      waitingFacts: head.seq - books.checkpointSeq,
      head,
      knowledgeAgeMs: momentOf(writer.committed, clock).knowledgeAgeMs,
    };
  }

  /** Throws when the node cannot write its books. */
  assertWell(): Promise<void> {
    return this.parts.database.ping();
  }

  /** Asks the hub for what is missing, outside of any transaction; whatever comes of it, the request is decided. */
  private async prepare({ cardId, minor, till, requestId }: Redeem | Hold): Promise<void> {
    const { clock, sync, writer } = this.parts;
    const { books } = writer.committed;
    const view = viewOf(await writer.known(cardId), books);
    const shortfall = view ? shortfallMinor(minor, view, momentOf(writer.committed, clock)) : minor;
    if (shortfall === 0) return;
    const requestKey = `${books.storeId}:${till}:${requestId}`;
    await sync.ask((line) => line.askAllowance({ cardId, minor: shortfall, requestKey }, ASK_MS_MAX));
  }
}
