import {
  type CardNews,
  type Fact,
  type FactPlace,
  type FactStore,
  QUARANTINED_MAX,
  type QuarantinedFact,
  type StoredChain,
} from '#kernel';
import type { Session, Statement } from '../session.js';

// In the order of the authors, so that two batches never wait for each other.
const OPEN_CHAINS: Statement = {
  name: 'fact-open-chains',
  text: `insert into countersign.fact_chain (author) select author from unnest($1::uuid[]) as a (author) order by author
    on conflict (author) do nothing`,
};

const LOCK_CHAINS: Statement = {
  name: 'fact-lock-chains',
  text: `select author::text, seq, id, at_ms::text, at_count from countersign.fact_chain
    where author = any($1::uuid[]) order by author for update`,
};

const FRONTIER: Statement = {
  name: 'fact-frontier',
  text: 'select author::text, seq from countersign.fact_chain where seq > 0 order by author',
};

const IDS_AT: Statement = {
  name: 'fact-ids-at',
  text: `select f.author::text, f.seq, f.id from unnest($1::uuid[], $2::integer[]) as p (author, seq)
    join countersign.fact f on f.author = p.author and f.seq = p.seq`,
};

const FACT_COLUMNS = `author, seq, id, fact
    from unnest($1::uuid[], $2::integer[], $3::text[], $4::json[]) as f (author, seq, id, fact)`;

const APPEND: Statement = {
  name: 'fact-append',
  text: `insert into countersign.fact (author, seq, id, fact)
    select ${FACT_COLUMNS}`,
};

const MOVE_HEADS: Statement = {
  name: 'fact-move-heads',
  text: `update countersign.fact_chain c set seq = h.seq, id = h.id, at_ms = h.at_ms, at_count = h.at_count
    from unnest($1::uuid[], $2::integer[], $3::text[], $4::bigint[], $5::integer[]) as h (author, seq, id, at_ms, at_count)
    where c.author = h.author`,
};

const READ: Statement = {
  name: 'fact-read',
  text: `select fact from countersign.fact where author = $1::uuid and seq > $2 order by seq limit $3`,
};

/** Those that are kept already stay. */
const keepIn = (table: string) => `insert into countersign.${table} (author, seq, id, fact)
    select ${FACT_COLUMNS}
    on conflict do nothing`;

const PARK: Statement = { name: 'fact-park', text: keepIn('fact_parked') };

const APPEND_FORKS: Statement = { name: 'fact-append-forks', text: keepIn('fact_fork') };

const TAKE_PARKED: Statement = {
  name: 'fact-take-parked',
  text: `with taken as (
      delete from countersign.fact_parked p using (
        select author, seq, id from countersign.fact_parked where author = $1::uuid and seq <= $2
        order by seq, id limit $3) t
      where p.author = t.author and p.seq = t.seq and p.id = t.id returning p.seq, p.id, p.fact)
    select fact from taken order by seq, id`,
};

const COUNT_PARKED: Statement = {
  name: 'fact-count-parked',
  isLong: true,
  text: `select author::text, count(*)::integer as parked from countersign.fact_parked group by author`,
};

const FORKS_AMONG: Statement = {
  name: 'fact-forks-among',
  text: `select id from countersign.fact_fork where author = $1::uuid and id = any($2::text[])`,
};

const QUARANTINE: Statement = {
  name: 'fact-quarantine',
  text: `with aside as (
      select id, author, seq, why, fact
      from unnest($1::text[], $2::uuid[], $3::integer[], $4::text[], $5::json[]) as q (id, author, seq, why, fact)),
    full_ones as (
      select author, why from (select distinct author, why from aside) a where (
        select count(*) from (
          select from countersign.fact_quarantined f where f.author = a.author and f.why = a.why limit ${QUARANTINED_MAX}
        ) counted) = ${QUARANTINED_MAX})
    insert into countersign.fact_quarantined (id, author, seq, why, fact)
    select id, author, seq, why, fact from aside where (author, why) not in (select author, why from full_ones)
    on conflict do nothing`,
};

const QUARANTINED_COLUMNS = `id, author::text, seq, why, fact,
  to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`;

const QUARANTINED: Statement = {
  name: 'fact-quarantined',
  text: `select ${QUARANTINED_COLUMNS} from countersign.fact_quarantined order by number desc limit $1`,
};

const QUARANTINED_OF: Statement = {
  name: 'fact-quarantined-of',
  text: `select ${QUARANTINED_COLUMNS} from countersign.fact_quarantined
    where author = $1::uuid order by author desc, number desc limit $2`,
};

const QUARANTINED_BEHIND: Statement = {
  name: 'fact-quarantined-behind',
  text: `select ${QUARANTINED_COLUMNS} from countersign.fact_quarantined
    where author = $1::uuid and why = $2 and (seq, id) > ($3, $4) order by seq, id limit $5`,
};

const RELEASE: Statement = {
  name: 'fact-release',
  text: `delete from countersign.fact_quarantined where id = any($1::text[]) and why = $2`,
};

/**
 * Gives each of these the next positions of its store; the head's lock is held until the transaction ends. Heads are taken in one
 * order, so that two transactions never wait for each other.
 */
const ANNOUNCE: Statement = {
  name: 'feed-announce',
  text: `with wanted as (
      select store_id, card_id from unnest($1::uuid[], $2::uuid[]) as c (store_id, card_id)
      union select store_id, card_id from countersign.feed where card_id = any($3::uuid[])),
    placed as (select store_id, card_id, row_number() over (partition by store_id order by card_id) as place from wanted),
    counts as (select store_id, max(place) as cards from placed group by store_id order by store_id),
    heads as (
      insert into countersign.feed_head (store_id, position) select store_id, cards from counts
      on conflict (store_id) do update set position = feed_head.position + excluded.position
      returning store_id, position)
    insert into countersign.feed (store_id, card_id, position)
    select p.store_id, p.card_id, h.position - c.cards + p.place
    from placed p join counts c on c.store_id = p.store_id join heads h on h.store_id = p.store_id
    on conflict (store_id, card_id) do update set position = excluded.position`,
};

const CHANGED: Statement = {
  name: 'feed-changed',
  text: `select card_id::text as "cardId", position::text from countersign.feed
    where store_id = $1::uuid and position > $2::bigint order by position limit $3`,
};

interface ChainRow {
  author: string;
  seq: number;
  id: string | null;
  at_ms: string | null;
  at_count: number | null;
}

export class PostgresFactStore implements FactStore {
  constructor(private readonly session: Session) {}

  async lockChains(authors: readonly string[]): Promise<Map<string, StoredChain>> {
    if (authors.length === 0) return new Map();
    await this.session.run(OPEN_CHAINS, [authors]);
    const rows = await this.session.rows<ChainRow>(LOCK_CHAINS, [authors]);
    return new Map(rows.map((row) => [row.author, chainOf(row)]));
  }

  async idsAt(places: readonly FactPlace[]): Promise<Map<string, string>> {
    if (places.length === 0) return new Map();
    const rows = await this.session.rows<{ author: string; seq: number; id: string }>(IDS_AT, [
      places.map(({ author }) => author),
      places.map(({ seq }) => seq),
    ]);
    return new Map(rows.map(({ author, seq, id }) => [`${author}/${seq}`, id]));
  }

  async append(facts: readonly Fact[]): Promise<void> {
    if (facts.length === 0) return;
    await this.session.run(APPEND, columnsOf(facts));
    const heads = [...new Map(facts.map((fact) => [fact.author, fact])).values()];
    await this.session.run(MOVE_HEADS, [
      heads.map(({ author }) => author),
      heads.map(({ seq }) => seq),
      heads.map(({ id }) => id),
      heads.map(({ at }) => at.ms),
      heads.map(({ at }) => at.count),
    ]);
  }

  async read(author: string, afterSeq: number, limit: number): Promise<Fact[]> {
    const rows = await this.session.rows<{ fact: Fact }>(READ, [author, afterSeq, limit]);
    return rows.map(({ fact }) => fact);
  }

  async park(facts: readonly Fact[]): Promise<void> {
    if (facts.length > 0) await this.session.run(PARK, columnsOf(facts));
  }

  async takeParked(author: string, upToSeq: number, limit: number): Promise<Fact[]> {
    const rows = await this.session.rows<{ fact: Fact }>(TAKE_PARKED, [author, upToSeq, limit]);
    return rows.map(({ fact }) => fact);
  }

  async frontier(): Promise<Map<string, number>> {
    const rows = await this.session.rows<{ author: string; seq: number }>(FRONTIER);
    return new Map(rows.map(({ author, seq }) => [author, seq]));
  }

  async countParked(): Promise<Map<string, number>> {
    const rows = await this.session.rows<{ author: string; parked: number }>(COUNT_PARKED);
    return new Map(rows.map(({ author, parked }) => [author, parked]));
  }

  async appendForks(facts: readonly Fact[]): Promise<void> {
    if (facts.length > 0) await this.session.run(APPEND_FORKS, columnsOf(facts));
  }

  async forksAmong(author: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.session.rows<{ id: string }>(FORKS_AMONG, [author, ids]);
    return new Set(rows.map(({ id }) => id));
  }

  async quarantine(facts: readonly Omit<QuarantinedFact, 'at'>[]): Promise<void> {
    if (facts.length === 0) return;
    await this.session.run(QUARANTINE, [
      facts.map(({ id }) => id),
      facts.map(({ author }) => author),
      facts.map(({ seq }) => seq),
      facts.map(({ why }) => why),
      facts.map(({ fact }) => JSON.stringify(fact)),
    ]);
  }

  async quarantined(author: string | undefined, limit: number): Promise<QuarantinedFact[]> {
    return author === undefined
      ? this.session.rows<QuarantinedFact>(QUARANTINED, [limit])
      : this.session.rows<QuarantinedFact>(QUARANTINED_OF, [author, limit]);
  }

  quarantinedBehind(
    author: string,
    why: string,
    { seq, id }: Pick<QuarantinedFact, 'seq' | 'id'>,
    limit: number,
  ): Promise<QuarantinedFact[]> {
    return this.session.rows<QuarantinedFact>(QUARANTINED_BEHIND, [author, why, seq, id, limit]);
  }

  async release(ids: readonly string[], why: string): Promise<void> {
    if (ids.length > 0) await this.session.run(RELEASE, [ids, why]);
  }

  async announce({ concerns, changed }: CardNews): Promise<void> {
    if (concerns.length + changed.length === 0) return;
    await this.session.run(ANNOUNCE, [
      concerns.map(({ storeId }) => storeId),
      concerns.map(({ cardId }) => cardId),
      changed,
    ]);
  }

  async changed(storeId: string, afterPosition: number, limit: number) {
    const rows = await this.session.rows<{ cardId: string; position: string }>(CHANGED, [
      storeId,
      afterPosition,
      limit,
    ]);
    return rows.map(({ cardId, position }) => ({ cardId, position: Number(position) }));
  }
}

const columnsOf = (facts: readonly Fact[]): unknown[] => [
  facts.map(({ author }) => author),
  facts.map(({ seq }) => seq),
  facts.map(({ id }) => id),
  facts.map((fact) => JSON.stringify(fact)),
];

function chainOf({ seq, id, at_ms, at_count }: ChainRow): StoredChain {
  const headAt = at_ms === null || at_count === null ? undefined : { ms: Number(at_ms), count: at_count };
  return { head: { seq, id }, headAt };
}
