import { randomUUID } from 'node:crypto';
import { type CardLine, noChanges } from '#contexts/store-node';
import type { TestScratch } from '#testing/servers';
import { numberOf, startNodeDatabase } from './node.js';

export interface CardsKept {
  readonly cards: number;
  readonly seconds: number;
  /** Of the table of listed cards with its indexes, and of the whole database. */
  readonly tableMb: number;
  readonly databaseMb: number;
}

const PART = 5_000;
const MB = 1_000_000;

/** What a list of so many cards takes on a node's disk. It comes in parts, as the hub sends it. */
export async function keepCards(scratch: TestScratch, cards: number): Promise<CardsKept> {
  const books = await startNodeDatabase(scratch, 'cards');
  try {
    const startedAt = performance.now();
    for (let kept = 0; kept < cards; kept += PART) {
      const listed = Array.from({ length: Math.min(PART, cards - kept) }, (_, at) =>
        listedCard((kept + at) * 7),
      );
      await books.database.commit({ ...noChanges, listed });
    }
    const seconds = (performance.now() - startedAt) / 1_000;
    return {
      cards,
      seconds,
      tableMb: (await numberOf(books.url, "pg_total_relation_size('store_node.listed')")) / MB,
      databaseMb: (await books.bytes()) / MB,
    };
  } finally {
    await books.stop();
  }
}

const listedCard = (minor: number): CardLine => [randomUUID(), minor % 20_000, 'EUR', 'active', 'hybrid'];
