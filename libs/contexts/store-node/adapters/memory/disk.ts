import type { CardStanding, CardStatement, HotCard } from '#contracts/gift-cards';
import { type Fact, isCovered, type Notice } from '#kernel';
import type { CardLine } from '../../domain/known-card.js';
import type { Leases } from '../../domain/leases.js';
import { type Business, idOf } from '../../domain/own-business.js';
import type { StoreTime } from '../../domain/store-time.js';
import { isUnderstood } from '../../domain/understand.js';
import type { Changes, NodeValues, RequestKey, RequestRecord } from '../../ports/store-database.js';

/** What is on a disk: a value, so that a backup is the same value at a later time. */
export interface Disk {
  readonly facts: ReadonlyMap<string, Fact>;
  readonly requests: ReadonlyMap<string, RequestRecord>;
  readonly business: ReadonlyMap<string, Business>;
  readonly standings: ReadonlyMap<string, CardStanding>;
  readonly leases: ReadonlyMap<string, StoreTime>;
  readonly hot: ReadonlyMap<string, Notice<HotCard>>;
  readonly listed: ReadonlyMap<string, CardLine>;
  readonly values: Partial<NodeValues>;
}

export const emptyDisk: Disk = {
  facts: new Map(),
  requests: new Map(),
  business: new Map(),
  standings: new Map(),
  leases: new Map(),
  hot: new Map(),
  listed: new Map(),
  values: {},
};

export const requestPlace = ({ till, requestId }: RequestKey): string => `${till}\n${requestId}`;

export function written(disk: Disk, changes: Changes): Disk {
  const { facts, others, requests, annulled, business, hot, leases, listed, values } = changes;
  const standings = changes.standings.filter(
    ({ cardId, version }) => version > (disk.standings.get(cardId)?.version ?? 0),
  );
  const place = ({ author, seq }: Fact): string => `${author} ${seq}`;
  const own = values.identity?.storeId ?? disk.values.identity?.storeId;
  const news = others.filter((fact) => !disk.facts.has(place(fact)));
  return {
    facts: withoutContained(merged(disk.facts, [...facts, ...news], place), standings, own),
    requests: merged(disk.requests, [...requests, ...annulled], requestPlace),
    business: merged(disk.business, business, idOf),
    standings: merged(disk.standings, standings, ({ cardId }) => cardId),
    leases: begun(disk.leases, leases),
    hot: merged(disk.hot, hot, ({ body }) => `${body.cardId}\n${body.blockId}`),
    listed: merged(disk.listed, listed, ([cardId]) => cardId),
    values: { ...disk.values, ...values },
  };
}

function begun(known: ReadonlyMap<string, StoreTime>, news: Leases): ReadonlyMap<string, StoreTime> {
  const fresh = Object.entries(news).filter(([id]) => !known.has(id));
  return fresh.length === 0 ? known : new Map([...known, ...fresh]);
}

function merged<T>(known: ReadonlyMap<string, T>, news: readonly T[], keyOf: (each: T) => string) {
  return news.length === 0
    ? known
    : new Map([...known, ...news.map((each): [string, T] => [keyOf(each), each])]);
}

const read = new WeakMap<Fact, boolean>();

/** Whether a fact says something of a card; each is looked at once, since it never changes. */
export function isRead(fact: Fact): fact is Fact<CardStatement> {
  const known = read.get(fact) ?? isUnderstood(fact);
  read.set(fact, known);
  return known;
}

/** What others said of a card is not needed any more when a standing contains it. */
function withoutContained(
  facts: ReadonlyMap<string, Fact>,
  standings: readonly CardStanding[],
  own: string | undefined,
): ReadonlyMap<string, Fact> {
  if (standings.length === 0) return facts;
  const frontiers = new Map(standings.map(({ cardId, frontier }) => [cardId, frontier]));
  return new Map(
    [...facts].filter(([, fact]) => {
      const frontier = isRead(fact) ? frontiers.get(fact.says.body.cardId) : undefined;
      return fact.author === own || frontier === undefined || !isCovered(frontier, fact);
    }),
  );
}
