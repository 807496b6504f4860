import { type Clock, type Database, type MessageCatalog, type Notice, type Transaction } from '#kernel';
import { NOTICES_MAX } from '../contracts/index.js';
import { publicKeyOf, type Store } from '../domain/store.js';
import { termsOf } from '../domain/terms.js';
import { Bookmark } from './bookmark.js';
import type { HubVoice } from './hub-voice.js';
import { storeListIn, storesIn } from './store-registry.js';
import type { CardStandings } from '../ports/card-standings.js';

const LOOK_EVERY_MS = 250;

export interface News {
  readonly notices: readonly Notice<object>[];
  readonly bookmark: string;
  readonly isMore: boolean;
}

interface Parts {
  readonly database: Database;
  readonly catalog: MessageCatalog;
  readonly clock: Clock;
  readonly voice: HubVoice;
  readonly standings: CardStandings;
}

/** What a store is to be told: its terms, who the stores are, its receipt, and the cards that it is concerned with. */
export class NewsDesk {
  constructor(private readonly parts: Parts) {}

  /** Waits up to so many seconds for something to tell. */
  async since(storeId: string, after: string, limit: number, waitSeconds: number): Promise<News> {
    const { clock } = this.parts;
    const givesUpAt = clock.elapsed() + waitSeconds * 1_000;
    for (;;) {
      const news = await this.look(storeId, Bookmark.read(after), limit);
      const leftMs = givesUpAt - clock.elapsed();
      if (news.notices.length > 0 || leftMs <= 0) return news;
      await new Promise<void>((resolve) => {
        clock.after(Math.min(LOOK_EVERY_MS, leftMs), resolve);
      });
    }
  }

  /** All that a store needs at first. */
  async welcome(storeId: string): Promise<readonly Notice<object>[]> {
    return (await this.look(storeId, Bookmark.beginning, NOTICES_MAX)).notices;
  }

  /** The hub has the facts of a store up to here. */
  async receipt(storeId: string): Promise<Notice<object>> {
    return this.parts.database.transaction((tx) => this.receiptIn(tx, storeId));
  }

  /** How these cards stand; the store is told of them from now on. */
  async ofCards(storeId: string, cardIds: readonly string[]): Promise<Notice<object>[]> {
    const { database, voice } = this.parts;
    return database.transaction(async (tx) => {
      const standings = await this.standingsIn(tx, cardIds);
      await tx.facts.announce({
        concerns: standings.map(({ cardId }) => ({ storeId, cardId })),
        changed: [],
      });
      return standings.flatMap((standing) => voice.standing(standing));
    });
  }

  private look(storeId: string, bookmark: Bookmark, limit: number): Promise<News> {
    const { database, catalog, voice } = this.parts;
    return database.transaction(async (tx) => {
      const known = (await storesIn(tx, catalog, [storeId])).get(storeId);
      const list = await storeListIn(tx, catalog);
      // One that has ended is told so, and nothing of cards: somebody else may have its key.
      const changed =
        known?.status === 'ended' ? [] : await tx.facts.changed(storeId, bookmark.position, limit);
      const standings = await this.standingsIn(
        tx,
        changed.map(({ cardId }) => cardId),
      );
      const termsVersion = versionOf(known);
      const next = bookmark.movedTo({
        position: changed.at(-1)?.position ?? bookmark.position,
        termsVersion,
        listVersion: Math.max(list.version, bookmark.listVersion),
      });
      const notices = [
        ...(known && known.status !== 'unregistered' && termsVersion > bookmark.termsVersion
          ? [voice.terms(termsOf(known)), await this.receiptIn(tx, storeId)]
          : []),
        ...(list.version > bookmark.listVersion ? [voice.stores(list)] : []),
        ...standings.flatMap((standing) => voice.standing(standing)),
      ];
      return { notices, bookmark: next.toString(), isMore: changed.length === limit };
    });
  }

  private async receiptIn(tx: Transaction, storeId: string): Promise<Notice<object>> {
    const { head } = (await tx.facts.lockChains([storeId])).get(storeId) ?? { head: { seq: 0, id: null } };
    return this.parts.voice.receipt({ storeId, seq: head.seq, head: head.id });
  }

  private standingsIn(tx: Transaction, cardIds: readonly string[]) {
    const { catalog, standings } = this.parts;
    return standings(tx.events, cardIds, (stored) => catalog.decode(stored));
  }
}

const versionOf = (store: Store | undefined): number =>
  store === undefined || store.status === 'unregistered' || publicKeyOf(store) === undefined
    ? 0
    : store.version;
