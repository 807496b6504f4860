import type { Clock, Database, MessageCatalog, Notice, Transaction } from '#kernel';
import { pause } from '#runtime';
import { NOTICES_MAX } from '../contracts/index.js';
import { publicKeyOf, type Store } from '../domain/store.js';
import { termsOf } from '../domain/terms.js';
import { Bookmark } from './bookmark.js';
import type { HubVoice } from './hub-voice.js';
import { storeListIn, storesIn } from './store-registry.js';
import type { CardsInUse } from '../ports/cards-in-use.js';
import type { PrefetchDesk } from './prefetch-desk.js';

const GLANCE_EVERY_MS = 250;
/** At every eighth glance, whether cards have changed or not: terms may have. */
const LOOK_EACH = 8;

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
  readonly cards: CardsInUse;
  readonly prefetch: PrefetchDesk;
}

/** What a store is to be told: its terms, who the stores are, its receipt, and the cards that it is concerned with. */
export class NewsDesk {
  constructor(private readonly parts: Parts) {}

  /** Waits up to so many seconds for something to tell. @param isGone whether nobody waits for it any more */
  async since(
    storeId: string,
    after: string,
    limit: number,
    { waitSeconds, isGone }: { readonly waitSeconds: number; isGone(): boolean },
  ): Promise<News> {
    const { clock } = this.parts;
    const givesUpAt = clock.elapsed() + waitSeconds * 1_000;
    const bookmark = Bookmark.read(after);
    let news = await this.look(storeId, bookmark, { limit, isFirst: true });
    for (let glance = 1; news.notices.length === 0 && !isGone(); glance++) {
      const leftMs = givesUpAt - clock.elapsed();
      if (leftMs <= 0) break;
      await pause(clock, Math.min(GLANCE_EVERY_MS, leftMs));
      if (glance % LOOK_EACH === 0 || (await this.haveCardsChanged(storeId, bookmark)))
        news = await this.look(storeId, bookmark, { limit, isFirst: false });
    }
    return news;
  }

  private async haveCardsChanged(storeId: string, { position }: Bookmark): Promise<boolean> {
    const { database } = this.parts;
    return (await database.transaction((tx) => tx.facts.changed(storeId, position, 1))).length > 0;
  }

  /** All that a store needs at first. */
  async welcome(storeId: string): Promise<readonly Notice<object>[]> {
    return (await this.look(storeId, Bookmark.beginning, { limit: NOTICES_MAX, isFirst: true })).notices;
  }

  /** The hub has the facts of a store up to here. */
  async receipt(storeId: string): Promise<Notice<object>> {
    return this.parts.database.transaction((tx) => this.receiptIn(tx, storeId));
  }

  /** How these cards stand; the store is told of them from now on. */
  async ofCards(storeId: string, cardIds: readonly string[]): Promise<Notice<object>[]> {
    const { database, voice } = this.parts;
    return database.transaction(async (tx) => {
      const standings = (await this.cardsIn(tx, cardIds)).map(({ standing }) => standing);
      await tx.facts.announce({
        concerns: standings.map(({ cardId }) => ({ storeId, cardId })),
        changed: [],
      });
      return standings.flatMap((standing) => voice.standing(standing));
    });
  }

  /** Who the stores are changes seldom, and takes long to find out: that is looked at first only, once for each call. */
  private async look(
    storeId: string,
    bookmark: Bookmark,
    { limit, isFirst }: { readonly limit: number; readonly isFirst: boolean },
  ): Promise<News> {
    const { database, catalog, voice, prefetch } = this.parts;
    let isGranting = false;
    const news = await database.transaction(async (tx) => {
      const known = (await storesIn(tx, catalog, [storeId])).get(storeId);
      const list = isFirst ? await storeListIn(tx, catalog) : undefined;
      // One that has ended is told so, and nothing of cards: somebody else may have its key.
      const { from, changed } =
        known?.status === 'ended'
          ? { from: bookmark, changed: [] }
          : await this.changedIn(tx, storeId, bookmark, limit);
      const cards = await this.cardsIn(
        tx,
        changed.map(({ cardId }) => cardId),
      );
      isGranting = known?.status === 'enrolled' && (await prefetch.of(tx, storeId, cards));
      const termsVersion = versionOf(known);
      const next = from.movedTo({
        position: changed.at(-1)?.position ?? from.position,
        termsVersion,
        listVersion: Math.max(list?.version ?? 0, from.listVersion),
      });
      const notices = [
        ...(known && known.status !== 'unregistered' && termsVersion > from.termsVersion
          ? [voice.terms(termsOf(known)), await this.receiptIn(tx, storeId)]
          : []),
        ...(list && list.version > from.listVersion ? [voice.stores(list)] : []),
        ...cards.flatMap(({ standing }) => voice.standing(standing)),
      ];
      return { notices, bookmark: next.toString(), isMore: changed.length === limit };
    });
    if (isGranting) prefetch.posted();
    return news;
  }

  /**
   * Cards only move on, so one stands where a store was told to go on from, or behind: unless the hub was set back to an earlier
   * state. Then all is told from the beginning, and not nothing until as many cards have changed again.
   */
  private async changedIn(tx: Transaction, storeId: string, bookmark: Bookmark, limit: number) {
    const { position } = bookmark;
    const changed = await tx.facts.changed(storeId, position, limit);
    const isThere =
      changed.length > 0 || position === 0 || (await tx.facts.changed(storeId, position - 1, 1)).length > 0;
    if (isThere) return { from: bookmark, changed };
    const from = Bookmark.beginning;
    return { from, changed: await tx.facts.changed(storeId, from.position, limit) };
  }

  private async receiptIn(tx: Transaction, storeId: string): Promise<Notice<object>> {
    const { head } = (await tx.facts.lockChains([storeId])).get(storeId) ?? { head: { seq: 0, id: null } };
    return this.parts.voice.receipt({ storeId, seq: head.seq, head: head.id });
  }

  private cardsIn(tx: Transaction, cardIds: readonly string[]) {
    const { catalog, cards } = this.parts;
    return cards(tx.events, cardIds, (stored) => catalog.decode(stored));
  }
}

const versionOf = (store: Store | undefined): number =>
  store === undefined || store.status === 'unregistered' || publicKeyOf(store) === undefined
    ? 0
    : store.version;
