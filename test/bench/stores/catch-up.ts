import { eventually } from '#testing';
import type { TestScratch } from '#testing/servers';
import { cpuSecondsOf } from '../measuring/processes.js';
import { withClient } from '../servers.js';
import type { BenchHub } from './hub.js';
import {
  askFor,
  type BenchNode,
  cardsKnown,
  enrolNode,
  type NodeDatabase,
  startNodeDatabase,
} from './node.js';
import type { StoreBenchOptions } from './options.js';
import { openRelay } from './relay.js';

export interface CaughtUp {
  readonly facts: number;
  /** Until the hub had them all. */
  readonly receivedSeconds: number;
  /** Until they were on the hub's cards. */
  readonly recordedSeconds: number;
  /** From the store to the hub, whole requests with their headers, for each fact. */
  readonly upBytesPerFact: number;
  readonly downBytesPerFact: number;
  /** What a fact, and the request it answers, take on the disk of the node. */
  readonly diskBytesPerFact: number;
  readonly cpuSeconds: CpuSeconds;
}

/** Processor time until the facts were on the hub's cards. */
interface CpuSeconds {
  readonly hub: number;
  readonly hubDatabase: number;
  /** The node, and what measures it, which is the same process. */
  readonly node: number;
  readonly nodeDatabase: number;
}

const LOADED_MINOR = 10_000;
const AT_ONCE = 400;
const LONG = { withinMs: 3_600_000, everyMs: 200 };

/** A store sells without a line, and then has one. */
export async function catchUp(
  scratch: TestScratch,
  hub: BenchHub,
  { facts, factCards }: Pick<StoreBenchOptions, 'facts' | 'factCards'>,
): Promise<CaughtUp> {
  const books = await startNodeDatabase(scratch, 'away');
  const relay = await openRelay(hub.url, 0);
  try {
    const cards = await hub.issueCards(factCards);
    const node = await enrolNode(books.database, relay.url, await hub.registerStore('Away'));
    const { sync } = node.connect();
    await cardsKnown(books, factCards);
    await sync.stop();
    const bytesBefore = await books.bytes();
    await trade(node, cards, facts);
    const diskBytesPerFact = ((await books.bytes()) - bytesBefore) / facts;
    const before = { ...relay.carried };
    const cpuBefore = cpuNow(hub, books);
    const startedAt = performance.now();
    const since = (): number => (performance.now() - startedAt) / 1_000;
    const again = node.connect();
    const { head } = node.writer.committed;
    await eventually(
      () => node.writer.committed.books.checkpointSeq,
      (seq) => seq >= head.seq,
      LONG,
    );
    const receivedSeconds = since();
    const { up, down } = relay.carried;
    await eventually(
      () => recordedAt(hub.databaseUrl, node.writer.committed.books.storeId),
      (seq) => seq >= facts,
      LONG,
    );
    const recordedSeconds = since();
    const cpuAfter = cpuNow(hub, books);
    await again.sync.stop();
    await node.writer.close();
    return {
      facts: head.seq,
      receivedSeconds,
      recordedSeconds,
      upBytesPerFact: (up - before.up) / head.seq,
      downBytesPerFact: (down - before.down) / head.seq,
      diskBytesPerFact,
      cpuSeconds: cpuBetween(cpuBefore, cpuAfter),
    };
  } finally {
    await relay.close();
    await books.stop();
  }
}

function cpuNow({ pids }: BenchHub, { pid }: NodeDatabase): CpuSeconds {
  const { user, system } = process.cpuUsage();
  return {
    hub: cpuSecondsOf(pids.hub),
    hubDatabase: cpuSecondsOf(pids.postgres),
    node: (user + system) / 1_000_000,
    nodeDatabase: cpuSecondsOf(pid),
  };
}

const cpuBetween = (before: CpuSeconds, after: CpuSeconds): CpuSeconds => ({
  hub: after.hub - before.hub,
  hubDatabase: after.hubDatabase - before.hubDatabase,
  node: after.node - before.node,
  nodeDatabase: after.nodeDatabase - before.nodeDatabase,
});

/** One cash load for each card, and redemptions from then on. */
async function trade({ writer }: BenchNode, cards: readonly string[], facts: number): Promise<void> {
  let said = 0;
  const lane = async (): Promise<void> => {
    for (let number = said++; number < facts; number = said++) {
      const cardId = cards[number % cards.length] ?? '';
      const request =
        number < cards.length ? askFor('load', cardId, LOADED_MINOR) : askFor('redeem', cardId, 1);
      const { outcome } = await writer.decide(request, false);
      if (outcome !== 'approved') throw new Error(`${request.kind} was ${outcome}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** How many facts of a store are on its hub's cards, as the hub's log says. */
const recordedAt = (databaseUrl: string, storeId: string): Promise<number> =>
  withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ facts: number }>(
      `select coalesce(sum(jsonb_array_length(data -> 'facts')), 0)::integer as facts from countersign.event
       where type = 'gift-cards.store-facts-recorded' and data ->> 'storeId' = $1`,
      [storeId],
    );
    return rows[0]?.facts ?? 0;
  });
