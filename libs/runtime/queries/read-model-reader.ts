import type {
  Database,
  LogPosition,
  Projection,
  RowQuery,
  Surroundings,
  Transaction,
  TypedProjection,
} from '#kernel';
import { Inject, Injectable } from '@nestjs/common';

import { pause } from '../surroundings.js';
import { DATABASE, SURROUNDINGS } from '../tokens.js';
import { InvalidConsistencyToken, ReadModelBehind } from './failures.js';

/** How fresh a read model must be. */
export interface Freshness {
  /** The model must have read this far; without it, it is read as it is. */
  readonly seen?: LogPosition;
  /** How long to wait for that, in milliseconds: 1,000 by default, at most 5,000. */
  readonly waitMs?: number;
}

const WAIT_MS = { default: 1_000, max: 5_000 };
const PAUSE_MS = { first: 5, max: 100 };

/** Reads rows of read models, and waits when the caller has seen more than the model has. */
@Injectable()
export class ReadModelReader {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  /** @throws ReadModelBehind, InvalidConsistencyToken */
  async find<R extends object>(
    projection: TypedProjection<R>,
    key: string,
    freshness: Freshness = {},
  ): Promise<R | undefined> {
    return this.read(projection, freshness, (tx) => rowIn(tx, projection, key));
  }

  /** Newest key first. @throws ReadModelBehind, InvalidConsistencyToken */
  async list<R extends object>(
    projection: TypedProjection<R>,
    query: RowQuery,
    freshness: Freshness = {},
  ): Promise<R[]> {
    return this.read(projection, freshness, async (tx) => {
      const rows = await tx.readModels.list(projection, query);
      return rows.filter((row) => isRowOf(projection, row));
    });
  }

  private async read<T>(
    projection: Projection,
    { seen, waitMs = WAIT_MS.default }: Freshness,
    read: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    const { clock } = this.surroundings;
    const giveUpAt = clock.elapsed() + Math.min(waitMs, WAIT_MS.max);
    for (let pauseMs = PAUSE_MS.first; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MS.max)) {
      const answer = await this.database.transaction(async (tx) => {
        const isFresh = seen === undefined || (await hasReached(tx, projection, seen));
        return isFresh ? { rows: await read(tx) } : undefined;
      });
      if (answer) return answer.rows;
      const leftMs = giveUpAt - clock.elapsed();
      if (leftMs <= 0) throw new ReadModelBehind(`${projection.name} has not got as far as this token`);
      await pause(clock, Math.min(pauseMs, leftMs));
    }
  }
}

/** A row as it is, beside what else a transaction reads. */
export async function rowIn<R extends object>(
  tx: Transaction,
  projection: TypedProjection<R>,
  key: string,
): Promise<R | undefined> {
  const row = await tx.readModels.find(projection, key);
  return row !== undefined && isRowOf(projection, row) ? row : undefined;
}

async function hasReached(tx: Transaction, projection: Projection, seen: LogPosition): Promise<boolean> {
  const position = await tx.readModels.position(projection);
  try {
    return tx.events.compare(position ?? seen, seen) >= 0 && position !== undefined;
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidConsistencyToken(error.message);
    throw error;
  }
}

// What a projection's `evolve` returns is all that is ever stored under its name and version.
const isRowOf = <R extends object>(_projection: TypedProjection<R>, _row: object): _row is R => true;
