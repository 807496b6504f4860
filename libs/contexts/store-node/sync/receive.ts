import {
  CARD_LIST,
  CARD_STANDING,
  CardList,
  CardStanding,
  Checkpoint,
  CHECKPOINT,
  HOT_CARD,
  HotCard,
  STORE_LIST,
  STORE_TERMS,
  StoreList,
  StoreTerms,
} from '#contracts/gift-cards';
import type { Notice } from '#kernel';
import { returnsDue } from '../domain/allowance-returns.js';
import { confirmed, withStores, withTerms } from '../domain/books.js';
import type { CardLine } from '../domain/known-card.js';
import type { Moment } from '../domain/moment.js';
import type { NodeValues } from '../ports/store-database.js';
import type { Job } from '../writer/job.js';
import type { NodeState } from '../writer/node-state.js';
import type { WorkingSet } from '../writer/working-set.js';

/** What the hub has said, sorted by what it is about. What this build does not know is passed over. */
export interface Told {
  readonly standings: readonly CardStanding[];
  readonly hot: readonly Notice<HotCard>[];
  readonly listed: readonly CardLine[];
  readonly terms: readonly StoreTerms[];
  readonly stores: readonly StoreList[];
  readonly checkpoints: readonly Checkpoint[];
}

type Sorted = { -readonly [Name in keyof Told]: Told[Name] extends readonly (infer T)[] ? T[] : never };

/** @param notices that are known to be the hub's */
export function toldBy(notices: readonly Notice<object>[]): Told {
  const told: Sorted = {
    standings: [],
    hot: [],
    listed: [],
    terms: [],
    stores: [],
    checkpoints: [],
  };
  for (const notice of notices) sort(notice, told);
  return told;
}

function sort(notice: Notice<object>, told: Sorted): void {
  switch (notice.kind) {
    case CARD_STANDING:
      return add(CardStanding.safeParse(notice.body).data, told.standings);
    case HOT_CARD: {
      const hot = HotCard.safeParse(notice.body).data;
      // As it was signed, so that others can check it.
      return add(hot && { ...notice, body: { ...notice.body, ...hot } }, told.hot);
    }
    case CARD_LIST:
      told.listed.push(...linesOf(notice.body));
      return;
    case STORE_TERMS:
      return add(StoreTerms.safeParse(notice.body).data, told.terms);
    case STORE_LIST:
      return add(StoreList.safeParse(notice.body).data, told.stores);
    case CHECKPOINT:
      return add(Checkpoint.safeParse(notice.body).data, told.checkpoints);
  }
}

function linesOf(list: unknown): CardLine[] {
  const { cards = [], modes = [] } = CardList.safeParse(list).data ?? {};
  return cards.map((card, at): CardLine => [...card, modes[at] ?? null]);
}

function add<T>(one: T | undefined, to: T[]): void {
  if (one !== undefined) to.push(one);
}

export interface Reading {
  /** Where the node has read on to, as part of the same commit. */
  readonly place: Pick<Partial<NodeValues>, 'bookmark' | 'list'>;
  /** The hub has no more to tell: what the store knows of cards is as old as this. */
  readonly isUpToDate?: boolean;
  readonly now: (state: NodeState) => Moment;
}

/** Takes in what the hub has said, and says at once what follows from it: what it wants back, it gets back. */
export function receiving(told: Told, { place, isUpToDate = false, now }: Reading): Job<void> {
  const cards = [...told.standings.map(({ cardId }) => cardId), ...told.hot.map(({ body }) => body.cardId)];
  return {
    needs: { requests: [], business: [], cards: [...new Set(cards)], allowances: allowancesIn(told) },
    work(set) {
      const moment = now(set.now);
      for (const terms of told.terms) receiveTerms(set, terms);
      for (const stores of told.stores) {
        if (stores.version <= (set.now.values.stores?.version ?? 0)) continue;
        set.remember({ stores });
        set.keep(withStores(set.now.books, stores));
      }
      for (const checkpoint of told.checkpoints) receiveCheckpoint(set, checkpoint);
      for (const standing of told.standings) set.receiveStanding(standing, moment.at);
      for (const hot of told.hot) set.receiveHotCard(hot);
      set.receiveListed(told.listed);
      for (const cardId of cards) giveBack(set, cardId, moment, true);
      set.remember({ ...place, ...(isUpToDate && { heard: moment.at }) });
    },
  };
}

const allowancesIn = ({ standings }: Told): string[] =>
  standings.flatMap(({ allowances }) => allowances.map(({ id }) => id));

function receiveTerms(set: WorkingSet, terms: StoreTerms): void {
  if (terms.storeId === set.now.books.storeId) set.keep(withTerms(set.now.books, terms));
}

/** The hub knows a longer history of this store than the store itself, or another one: these books are not the ones it kept. */
function receiveCheckpoint(set: WorkingSet, checkpoint: Checkpoint): void {
  const { books, head } = set.now;
  if (checkpoint.storeId !== books.storeId) return;
  const isOther = checkpoint.seq === head.seq && checkpoint.head !== head.id;
  if (checkpoint.seq > head.seq || isOther) {
    set.standDown('The hub', checkpoint.seq);
    return;
  }
  set.keep(confirmed(books, checkpoint));
}

/** Returns what is due on a card. */
export function giveBack(set: WorkingSet, cardId: string, moment: Moment, onLine: boolean): void {
  const view = set.view(cardId);
  if (!view || !set.maySpeak) return;
  for (const says of returnsDue(view, moment, onLine)) set.say(says);
}
