import { createPostgresTransport, openPostgres } from '#adapters/postgres';
import type { BoundedContext, Clock, Database, Envelope, Message } from '#kernel';
import {
  BusStrategy,
  type DeliveryContext,
  Engine,
  type EngineOptions,
  PostOffice,
  Quarantine,
  Routes,
  computer,
  uuids,
} from '#runtime';
import { eventually } from '#testing';
import { Client } from 'pg';
import { countersContext, flaky } from './sample-counters.js';

/** The queue of the handlers that work outside of transactions. */
export const OUTSIDE = 'counters.outside';

export type Reaction = (
  data: { readonly counterId: string; readonly text: string },
  context: DeliveryContext,
) => Promise<void>;

/** A PostgreSQL database, and engines that work on it as processes of their own would. */
export class EngineRoom {
  /** What engines complained about. */
  readonly troubles: string[] = [];
  private readonly engines: { stop(): Promise<void> }[] = [];
  private opened: { readonly url: string; readonly database: Database } | undefined;

  /** A room that was closed can be opened again, on another database. */
  async open(url: string): Promise<void> {
    this.opened = { url, database: await openPostgres({ url }) };
  }

  get url(): string {
    return this.place.url;
  }

  get database(): Database {
    return this.place.database;
  }

  /** Starts another engine, with connections of its own. What it does not know it buries at once, unless told otherwise. */
  async startEngine(
    options: EngineOptions & { readonly context?: BoundedContext; readonly clock?: Clock } = {},
  ): Promise<{ stop(): Promise<void> }> {
    const { context = countersContext, clock = computer.clock, patienceMs = 0, ...engineOptions } = options;
    const database = await openPostgres({ url: this.url });
    const engine = new Engine(
      database,
      new Routes([context]),
      new PostOffice(createPostgresTransport()),
      { ...computer, clock },
      (what, error) => this.troubles.push(`${what}: ${String(error)}`),
      { ...engineOptions, patienceMs },
    );
    await engine.prepare();
    engine.start();
    let stopped: Promise<void> | undefined;
    const stop = () => (stopped ??= engine.stop().then(() => database.close()));
    this.engines.push({ stop });
    return { stop };
  }

  /** Starts a process's handler of what is counted, which works outside of transactions. */
  async startReaction(handle: Reaction, { patienceMs = 0 } = {}): Promise<{ stop(): Promise<void> }> {
    const database = await openPostgres({ url: this.url });
    const strategy = new BusStrategy(
      {
        database,
        routes: new Routes([countersContext]),
        postOffice: new PostOffice(createPostgresTransport()),
        surroundings: computer,
        quarantine: new Quarantine(),
        patienceMs,
        onTrouble: (what, error) => this.troubles.push(`${what}: ${String(error)}`),
      },
      { consume: true },
    );
    strategy.addHandler('counters.counted', handle, true, { queue: OUTSIDE });
    strategy.listen(() => undefined);
    let stopped: Promise<void> | undefined;
    const stop = () => (stopped ??= strategy.close().then(() => database.close()));
    this.engines.push({ stop });
    return { stop };
  }

  deliver(...envelopes: Envelope[]): Promise<number> {
    return this.deliverTo('counters', ...envelopes);
  }

  deliverTo(queue: string, ...envelopes: Envelope[]): Promise<number> {
    return this.database.transaction((tx) =>
      tx.mailbox.deliver(envelopes.map((envelope) => ({ queue, envelope }))),
    );
  }

  /** Ends all connections of all processes, but not those that ask. */
  async cut(): Promise<void> {
    await this.ask(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name like 'countersign%'`,
    );
  }

  /** Asks PostgreSQL, with a connection for this question only. */
  async ask<R extends object>(sql: string, values: unknown[] = []): Promise<R[]> {
    const client = new Client({ connectionString: this.url });
    // Killed in the middle of the question, it fails the question and nothing else.
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<R>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** What each counter was told, in the order of its stream. */
  async texts(): Promise<Record<string, string[]>> {
    const rows = await this.ask<{ stream: string; texts: string[] }>(
      `select stream, array_agg(data ->> 'text' order by stream_version) as texts from countersign.event
        where type = 'counters.counted' group by stream`,
    );
    return Object.fromEntries(
      rows.map(({ stream, texts }) => [stream.slice(stream.indexOf('/') + 1), texts]),
    );
  }

  deadLetters() {
    return this.database.transaction((tx) => tx.mailbox.deadLetters(100));
  }

  /** Waits until nothing is left in the queue; failed messages need not wait for their time. */
  async emptied(withinMs = 20_000): Promise<void> {
    await eventually(
      async () => {
        await this.ask(`update countersign.blocked_key set until = now() where until > now()`);
        return this.ask(`select key, envelope -> 'data' as data from countersign.message`);
      },
      (left) => left.length === 0,
      { withinMs },
    );
  }

  async close(): Promise<void> {
    flaky.clear();
    await Promise.all(this.engines.splice(0).map((each) => each.stop()));
    await this.opened?.database.close();
    this.opened = undefined;
    this.troubles.splice(0);
  }

  private get place() {
    if (!this.opened) throw new Error('The engine room is not open');
    return this.opened;
  }
}

/** The envelope of a command, as if a caller had sent it. */
export function envelopeOf(message: Message, keyed: string, extra: Partial<Envelope> = {}): Envelope {
  const id = uuids.next();
  const { kind, type, version, data } = message;
  return {
    id,
    kind,
    type,
    version,
    key: keyed,
    data,
    at: '2026-01-01T00:00:00.000Z',
    correlationId: id,
    ...extra,
  };
}
