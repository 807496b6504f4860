import { CardStanding, type HotCard } from '#contracts/gift-cards';
import type { Fact, Notice } from '#kernel';
import {
  type CardLine,
  type KnownCard,
  unknownCard,
  withFacts,
  withHotCard,
  withStanding,
} from '../../domain/known-card.js';
import { isUnderstood } from '../../domain/understand.js';
import { optimisticMinor } from '../../domain/books.js';
import type { Leases } from '../../domain/leases.js';
import { type Business, idOf } from '../../domain/own-business.js';
import type { Changes, NodeValues, RequestRecord } from '../../ports/store-database.js';

// What this adapter has written itself, it reads back as what it was.
export const factFrom = (text: string): Fact => JSON.parse(text);
export const noticeFrom = (text: string): Notice<HotCard> => JSON.parse(text);
export const businessFrom = (text: string): Business => JSON.parse(text);
export const lineFrom = (text: string): CardLine => JSON.parse(text);
export const leasesFrom = (text: string): Leases => JSON.parse(text);

export function valuesFrom(
  rows: readonly { readonly name: string; readonly value: string }[],
): Partial<NodeValues> {
  return Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value)]));
}

/** The parameters of the statement that commits. */
export function parametersOf(changes: Changes, storeId: string | undefined): string[] {
  const { facts, others, requests, annulled, business, standings, leases, hot, listed, values } = changes;
  const rows: readonly (readonly object[])[] = [
    facts.map(factRow),
    others.map(factRow),
    requestRows(requests),
    latest(business, idOf).map((each) => ({
      fact_id: idOf(each),
      expires_at_ms: each.kind === 'hold' && each.hold.isLive ? each.expiresAtMs : null,
      business: JSON.stringify(each),
    })),
    latest(standings, ({ cardId }) => cardId).map((standing) => ({
      card: standing.cardId,
      version: standing.version,
      frontier: standing.frontier,
      is_set_aside: standing.allowances.some((each) => each.storeId === storeId),
      standing: JSON.stringify(standing),
      allowances: standing.allowances.flatMap((each) => (each.storeId === storeId ? [each.id] : [])),
    })),
    hot.map((notice) => ({
      card: notice.body.cardId,
      block_id: notice.body.blockId,
      notice: JSON.stringify(notice),
    })),
    latest(listed, ([card]) => card).map(([card, balance, currency, status, mode]) => ({
      card,
      balance,
      currency,
      status: status.slice(0, 1),
      mode,
    })),
    Object.entries(values).map(([name, value]) => ({ name, value: JSON.stringify(value) })),
    Object.entries(leases).map(([allowance, { era, ms }]) => ({ allowance, era, ms })),
    requestRows(annulled),
  ];
  return rows.map((each) => JSON.stringify(each));
}

const factRow = (fact: Fact): object => ({
  author: fact.author,
  seq: fact.seq,
  card: isUnderstood(fact) ? fact.says.body.cardId : null,
  optimistic: isUnderstood(fact) ? optimisticMinor(fact.says) : 0,
  fact: JSON.stringify(fact),
});

const requestRows = (records: readonly RequestRecord[]): object[] =>
  latest(records, ({ till, requestId }) => `${till}\n${requestId}`).map((record) => ({
    till: record.till,
    request_id: record.requestId,
    record: JSON.stringify(record),
  }));

/** One statement writes each row once. */
function latest<T>(all: readonly T[], keyOf: (each: T) => string): T[] {
  return [...new Map(all.map((each) => [keyOf(each), each])).values()];
}

export interface CardRow {
  readonly card: string;
  readonly kind: 'standing' | 'lease' | 'listed' | 'hot' | 'fact';
  readonly known: string;
}

export function cardsFrom(rows: readonly CardRow[]): KnownCard[] {
  const cards = new Map<string, KnownCard>();
  for (const row of rows) cards.set(row.card, withRow(cards.get(row.card) ?? unknownCard(row.card), row));
  return [...cards.values()];
}

function withRow(card: KnownCard, { kind, known }: CardRow): KnownCard {
  switch (kind) {
    case 'standing':
      return withStanding(card, CardStanding.parse(JSON.parse(known)));
    case 'lease':
      return { ...card, leases: { ...card.leases, ...leasesFrom(known) } };
    case 'listed':
      return { ...card, listed: lineFrom(known) };
    case 'hot':
      return withHotCard(card, noticeFrom(known).body);
    case 'fact': {
      const fact = factFrom(known);
      return isUnderstood(fact) ? withFacts(card, [fact]) : card;
    }
  }
}
