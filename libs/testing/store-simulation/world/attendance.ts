import {
  confirmed,
  type Exchange,
  forgotten,
  type HubLine,
  knowledgeAgeMs,
  LineDown,
  noNeeds,
  released,
  returnsDue,
  type StoreDatabase,
  withTerms,
  type WorkingSet,
  type Writer,
} from '#contexts/store-node';
import {
  CARD_STANDING,
  CardStanding,
  Checkpoint,
  CHECKPOINT,
  HOT_CARD,
  HotCard,
  STORE_LIST,
  STORE_TERMS,
  StoreList,
  StoreTerms,
  understand,
} from '#contracts/gift-cards';
import { type Clock, type Fact, isGenuine, type Notice, problemOfFact, type Seals } from '#kernel';

export interface AttendanceParts {
  readonly writer: Writer;
  readonly database: StoreDatabase;
  readonly line: HubLine;
  readonly clock: Clock;
  readonly seals: Seals;
}

const FACTS_MAX = 20;
const CARDS_MAX = 50;

/** What a node does besides serving tills: it tells the hub, hears it, and gives back what is due. */
export class Attendance {
  constructor(private readonly parts: AttendanceParts) {}

  /** @returns whether the hub was reached */
  async sync(): Promise<boolean> {
    try {
      await this.push();
      await this.pull();
      await this.giveBack();
      await this.push();
      return true;
    } catch (error) {
      if (error instanceof LineDown) return false;
      throw error;
    }
  }

  private async push(): Promise<void> {
    const { writer, database, line } = this.parts;
    for (;;) {
      const { checkpointSeq } = writer.committed.books;
      const facts = await database.chain(checkpointSeq, FACTS_MAX);
      if (facts.length === 0) return;
      await this.receive(await line.push(facts));
      if (writer.committed.books.checkpointSeq <= checkpointSeq) return;
    }
  }

  private async pull(): Promise<void> {
    const { writer, line } = this.parts;
    for (let isMore = true; isMore;) {
      const news = await line.pull(writer.committed.values.bookmark?.at ?? '0', 0);
      await this.receive(news.notices, news.bookmark);
      ({ isMore } = news);
    }
  }

  /** What the hub has signed; the rest is passed over, and so is what a newer hub says. */
  async receive(notices: readonly Notice<object>[], bookmark?: string): Promise<void> {
    const { writer, clock, seals } = this.parts;
    const { hubKey = '' } = writer.committed.values.identity ?? {};
    const genuine = notices.filter((notice) => isGenuine(notice, hubKey, seals));
    const cards = genuine.flatMap(({ kind, body }) =>
      (kind === CARD_STANDING || kind === HOT_CARD) && 'cardId' in body ? [String(body.cardId)] : [],
    );
    await writer.run({
      needs: { ...noNeeds, cards: [...new Set(cards)] },
      work: (set) => {
        const monotonicMs = Math.floor(clock.elapsed());
        for (const notice of genuine) read(set, notice, monotonicMs);
        set.remember({ heard: { monotonicMs }, ...(bookmark !== undefined && { bookmark: { at: bookmark } }) });
      },
    });
  }

  /** Holds that have expired, and allowances that may not be drawn on any more. */
  async giveBack(): Promise<void> {
    const { writer, database, clock } = this.parts;
    const expired = await database.expiredHolds(Math.floor(clock.now()), CARDS_MAX);
    const { length } = expired;
    if (length > 0) {
      await writer.run({
        needs: { requests: [], business: expired.map(({ factId }) => factId), cards: expired.map(({ cardId }) => cardId) },
        work: (set) => {
          for (const { factId } of expired) {
            const begun = set.begunBy(factId);
            if (begun?.kind === 'hold' && begun.hold.isLive) set.say(released(begun.hold, 'expired'));
          }
        },
      });
    }
    const cards = await database.cardsWithAllowances('', CARDS_MAX);
    if (cards.length === 0) return;
    await writer.run({
      needs: { ...noNeeds, cards },
      work: (set) => {
        const monotonicMs = clock.elapsed();
        const now = { monotonicMs, knowledgeAgeMs: knowledgeAgeMs(set.now, monotonicMs) };
        for (const cardId of cards) {
          const view = set.view(cardId);
          if (!view || set.now.values.unfit) continue;
          const due = returnsDue(view, set.now.books, now);
          for (const says of due) set.say(says);
          const gone = due.flatMap((says) => (says.type === 'gift-cards.allowance-returned' ? [says.body.allowanceId] : []));
          set.keep(forgotten(set.now.books, gone));
        }
      },
    });
  }

  /** What another node that can be seen has told. */
  async hear({ facts, hot }: Exchange): Promise<{ facts: number; blocks: number }> {
    const { writer, seals } = this.parts;
    const { stores } = writer.committed.values.stores ?? { stores: [] };
    const { hubKey = '' } = writer.committed.values.identity ?? {};
    const genuine = facts.filter((fact) => {
      const author = stores.find(({ storeId }) => storeId === fact.author);
      const isBeyond = author?.acceptedThrough !== undefined && fact.seq > author.acceptedThrough;
      return author && !isBeyond && problemOfFact(fact, author.publicKey, seals) === undefined;
    });
    const signed = hot.filter((notice) => isGenuine(notice, hubKey, seals));
    const own = writer.committed.books.storeId;
    const others = genuine.filter(({ author }) => author !== own);
    const cards = signed.map(({ body }) => body.cardId);
    const blocks = await writer.run({
      needs: { ...noNeeds, cards: [...new Set(cards)] },
      work: (set) => {
        set.receiveOthers(others);
        for (const notice of signed) set.receiveHotCard(notice);
        return set.changes.hot.length;
      },
    });
    return { facts: others.length, blocks };
  }
}

function read(set: WorkingSet, notice: Notice<object>, monotonicMs: number): void {
  switch (notice.kind) {
    case CARD_STANDING: {
      const { data } = CardStanding.safeParse(notice.body);
      if (data) set.receiveStanding(data, monotonicMs);
      return;
    }
    case HOT_CARD: {
      const { data } = HotCard.safeParse(notice.body);
      if (data) set.receiveHotCard({ ...notice, body: data });
      return;
    }
    case STORE_TERMS: {
      const { data } = StoreTerms.safeParse(notice.body);
      if (data) set.keep(withTerms(set.now.books, data));
      return;
    }
    case STORE_LIST: {
      const { data } = StoreList.safeParse(notice.body);
      if (data && data.version > (set.now.values.stores?.version ?? 0)) set.remember({ stores: data });
      return;
    }
    case CHECKPOINT: {
      const { data } = Checkpoint.safeParse(notice.body);
      if (data) receiveCheckpoint(set, data);
    }
  }
}

/** A receipt for more than this node has ever said, or for something else, shows that its books were set back, or cloned. */
function receiveCheckpoint(set: WorkingSet, checkpoint: Checkpoint): void {
  const { head, books, values } = set.now;
  if (checkpoint.storeId !== books.storeId || values.unfit) return;
  const isOther = checkpoint.seq === head.seq && checkpoint.head !== head.id;
  if (checkpoint.seq > head.seq || isOther) {
    set.remember({ unfit: { why: `The hub has facts up to ${checkpoint.seq} that are not in these books` } });
    return;
  }
  set.keep(confirmed(books, checkpoint));
}

/** For a neighbour: what it may not know. */
export async function exchangeOf(
  database: StoreDatabase,
  known: Readonly<Record<string, number>>,
  own: { readonly storeId: string },
): Promise<Exchange> {
  const others = await database.othersBeyond(known, FACTS_MAX);
  const mine = await database.chain(known[own.storeId] ?? 0, FACTS_MAX);
  const hot = await database.hotCards(undefined, CARDS_MAX);
  return { frontier: await database.othersFrontier(), facts: [...mine, ...others].filter(isTelling), hot };
}

const isTelling = (fact: Fact): boolean => understand(fact.says) !== undefined;
