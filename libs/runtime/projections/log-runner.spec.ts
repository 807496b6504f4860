import { createMemoryDatabase } from '#adapters/memory';
import {
  type Database,
  event,
  type Follower,
  follower,
  type LogPosition,
  MessageCatalog,
  projection,
  Unavailable,
} from '#kernel';
import { eventually } from '#testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { computer } from '../surroundings.js';
import { following, projecting } from './keep-up.js';
import { LogRunner } from './log-runner.js';

const fields = { tillId: z.string() };
const key = { key: 'tillId' } as const;

class TillOpened extends event('tills.till-opened', fields, key) {}
class TillClosed extends event('tills.till-closed', fields, key) {}

const opened = projection('tills.opened', {
  version: 1,
  events: [TillOpened],
  rowKey: ({ data }) => data.tillId,
  evolve: (row: { times: number } | undefined) => ({ times: (row?.times ?? 0) + 1 }),
});

/** Notes which events it was given, and in how many transactions. */
function noting(name: string, whenGiven: () => void = () => undefined) {
  const given: string[][] = [];
  const reader: Follower = follower(name, {
    version: 1,
    events: [TillOpened, TillClosed],
    follow(_, batch) {
      whenGiven();
      given.push(batch.map(({ event: { type } }) => type));
      return Promise.resolve();
    },
  });
  return { given, reader };
}

const catalog = new MessageCatalog([TillOpened, TillClosed]);

async function tell(database: Database, ...declarations: readonly { type: string }[]): Promise<LogPosition> {
  const at = new Date(0).toISOString();
  return database.transaction((tx) =>
    tx.events.append(
      declarations.map(({ type }) => {
        const ids = { id: randomUUID(), correlationId: randomUUID(), causationId: randomUUID() };
        const tillId = randomUUID();
        const stream = `tills.till/${tillId}`;
        return { ...ids, at, data: { tillId }, type, version: 1, stream, streamVersion: 1 };
      }),
    ),
  );
}

const started: LogRunner[] = [];

interface Running {
  readonly database: Database;
  readonly runner: LogRunner;
  readonly troubles: string[];
}

async function run(
  readers: readonly Follower[],
  shown: (kept: Database) => Database = (kept) => kept,
): Promise<Running> {
  const troubles: string[] = [];
  const database = createMemoryDatabase();
  await database.transaction(async (tx) => {
    await tx.readModels.prepare([opened]);
    await tx.readModels.register(readers);
  });
  const keepers = [projecting(opened), ...readers.map(following)];
  const runner = new LogRunner(shown(database), catalog, keepers, computer, (what) => troubles.push(what));
  started.push(runner);
  return { database, runner, troubles };
}

const positionsOf = (database: Database, readers: readonly Follower[]) =>
  database.transaction(async (tx) => {
    const all = [opened, ...readers].map((reader) => tx.readModels.position(reader));
    return Promise.all(all);
  });

const LONG = { withinMs: 60_000, everyMs: 5 };

describe('Readers of the log', () => {
  afterEach(async () => {
    await Promise.all(started.splice(0).map((runner) => runner.stop()));
  });

  it('read it together: each is given its own events, and all have got as far', async () => {
    const { given, reader } = noting('tills.notes');
    const { database, runner, troubles } = await run([reader]);
    const reached = await tell(database, TillOpened, TillClosed, TillOpened);
    runner.start();
    await eventually(
      () => positionsOf(database, [reader]),
      (all) => all.every((each) => each === reached),
      LONG,
    );
    expect(given).toEqual([[TillOpened.type, TillClosed.type, TillOpened.type]]);
    const rows = await database.transaction((tx) => tx.readModels.list(opened, { limit: 9 }));
    expect(rows).toEqual([{ times: 1 }, { times: 1 }]);
    expect(troubles).toEqual([]);
  });

  it('come together where one is behind, and are given nothing twice', async () => {
    const { given, reader } = noting('tills.notes');
    const late = noting('tills.late');
    const { database, runner } = await run([reader, late.reader]);
    const before = await tell(database, TillOpened);
    await database.transaction((tx) => tx.readModels.advance([opened, reader], before));
    const reached = await tell(database, TillClosed);
    runner.start();
    const readers = [reader, late.reader];
    await eventually(
      () => positionsOf(database, readers),
      (all) => all.every((each) => each === reached),
      LONG,
    );
    expect(given.flat()).toEqual([TillClosed.type]);
    expect(late.given.flat()).toEqual([TillOpened.type, TillClosed.type]);
  });

  it('go on without one that fails, which keeps its place and comes back', async () => {
    let isBroken = true;
    const broken = noting('tills.broken', () => {
      if (isBroken) throw new Error('It cannot be done');
    });
    const { reader } = noting('tills.notes');
    const readers = [broken.reader, reader];
    const { database, runner, troubles } = await run(readers);
    await tell(database, TillOpened);
    runner.start();
    await eventually(
      () => troubles,
      (said) => said.length > 0,
      LONG,
    );
    const reached = await tell(database, TillOpened);
    const without = [reached, undefined, reached];
    await eventually(
      () => positionsOf(database, readers),
      (all) => isDeepStrictEqual(all, without),
      LONG,
    );
    isBroken = false;
    const all = [reached, reached, reached];
    await eventually(
      () => positionsOf(database, readers),
      (now) => isDeepStrictEqual(now, all),
      LONG,
    );
    expect(troubles).toEqual(['tills.broken does not keep up with the log']);
    expect(broken.given.flat()).toEqual([TillOpened.type, TillOpened.type]);
    const rows = await database.transaction((tx) => tx.readModels.list(opened, { limit: 9 }));
    expect(rows).toEqual([{ times: 1 }, { times: 1 }]);
  });

  it('wait together for a database that is away, and say so once', async () => {
    let isAway = true;
    const { given, reader } = noting('tills.notes');
    const { database, runner, troubles } = await run([reader], (kept) => ({
      onDelivered: (listener) => kept.onDelivered(listener),
      ping: () => kept.ping(),
      close: () => kept.close(),
      transaction: (work) =>
        isAway ? Promise.reject(new Unavailable('The line was cut')) : kept.transaction(work),
    }));
    await tell(database, TillOpened);
    runner.start();
    await eventually(
      () => troubles.length,
      (said) => said > 0,
      LONG,
    );
    isAway = false;
    runner.wake(new Set([TillOpened.type]));
    await eventually(
      () => given.flat(),
      (all) => all.length === 1,
      LONG,
    );
    expect(troubles).toEqual(['Nobody keeps up with the log']);
  });
});
