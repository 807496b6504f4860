import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { startEmbeddedPostgres } from '#adapters/postgres/embedded';
import { eventually } from '#testing';
import { type Line, openLine, type TestScratch } from '#testing/servers';
import { startStoreProcess, type StoreProcess, type TillAnswer } from '#testing/store';
import { Client } from 'pg';
import type { StoreNetwork } from './network.js';

export interface ShopPlan {
  /** Of this place: a store that was cloned has two. */
  readonly name: string;
  readonly nameOfStore: string;
  readonly storeId: string;
  readonly code: string;
  readonly folder: string;
  /** Where the hub is, beside the line. */
  readonly hubUrl: string;
  /** Of its own; without one it is on this machine's. */
  readonly network: StoreNetwork | undefined;
  /** Where its node listens, in its network. */
  readonly port: number;
  /** Where the nodes are that it sees. */
  readonly neighbourUrls: readonly string[];
  /** So that none of its processes outlives this one. */
  readonly scratch: TestScratch;
}

/** What a node tells of itself. */
export interface Status {
  readonly onLine: boolean;
  readonly isEnded: boolean;
  readonly unfit: string | undefined;
  readonly head: number;
  readonly waitingFacts: number;
}

const TILL_KEY = 'till-key-of-the-campaign';
const SKEWED_CLOCK = pathToFileURL(join('dist', 'test', 'faults', 'world', 'skewed-clock.js')).href;
const OWN_FACTS = `select fact::json ->> 'id' as id from store_node.fact where is_own`;
const STATUS_MS_MAX = 10_000;
const STOPPED = { withinMs: 60_000, everyMs: 100 };

/** A place for a store's node: whoever dies here is followed by another one with the same disk. */
export class Shop {
  readonly name: string;
  readonly storeId: string;
  readonly network: StoreNetwork | undefined;
  /** It will never run again. */
  isClosed = false;
  /** What it approved from this deal on may be gone with a disk. */
  lostFrom: number | undefined;
  private process: StoreProcess | undefined;

  private constructor(
    private readonly plan: ShopPlan,
    readonly line: Line,
    /** To each of the nodes that this one calls. */
    readonly neighbourLines: readonly Line[],
  ) {
    this.name = plan.name;
    this.storeId = plan.storeId;
    this.network = plan.network;
  }

  static async open(plan: ShopPlan): Promise<Shop> {
    const { hubUrl, network, neighbourUrls } = plan;
    const neighbours = neighbourUrls.map((url) => openLine(url, network?.neighboursHost));
    const shop = new Shop(plan, await openLine(hubUrl, network?.hubHost), await Promise.all(neighbours));
    await shop.start();
    return shop;
  }

  /** Where its node is. */
  get url(): string {
    return `http://${this.network?.storeHost ?? '127.0.0.1'}:${this.plan.port}`;
  }

  async start(): Promise<void> {
    const { nameOfStore, code, folder, network, port, scratch } = this.plan;
    this.process = await startStoreProcess({
      name: nameOfStore,
      code,
      folder,
      hub: new URL(this.line.url).origin,
      port,
      neighbours: this.neighbourLines.map(({ url }) => new URL(url).origin),
      environment: {
        COUNTERSIGN_TILL_KEY: TILL_KEY,
        NODE_OPTIONS: `--import ${SKEWED_CLOCK}`,
        FAULTS_CLOCK_FILE: this.clockFile,
      },
      ...(network && { host: network.storeHost, launcher: network.launcher }),
      onSpawn: (pid) => scratch.process(pid),
    });
    await scratch.process(await this.postgresPid());
  }

  async kill(): Promise<void> {
    const { process } = this;
    this.process = undefined;
    await process?.kill();
  }

  /** As a crash of that process alone: the node goes on, and starts it again. */
  async killPostgres(): Promise<void> {
    process.kill(await this.postgresPid(), 'SIGKILL');
  }

  async stop(): Promise<void> {
    const { process } = this;
    this.process = undefined;
    await process?.stop();
    // A node that takes too long to stop leaves its PostgreSQL to end by itself.
    await eventually(
      () => existsSync(this.postgresPidFile),
      (isThere) => !isThere,
      STOPPED,
    );
  }

  /** Its wall clock is this much ahead of the real one from now on, or behind it. */
  setClock(aheadMs: number): Promise<void> {
    return writeFile(this.clockFile, String(aheadMs));
  }

  /** Another place with a copy of this one's disk, which must not be in use. */
  async cloned(place: Pick<ShopPlan, 'network' | 'port'>): Promise<Shop> {
    const folder = `${this.plan.folder}-clone`;
    await copied(this.plan.folder, folder);
    return Shop.open({ ...this.plan, ...place, name: `${this.name}, cloned`, folder });
  }

  /** Keeps a copy of the disk, which must not be in use. */
  backUp(): Promise<void> {
    return copied(this.plan.folder, `${this.plan.folder}-backup`);
  }

  /** Puts that copy in the place of the disk. */
  async restore(): Promise<void> {
    await rename(this.plan.folder, `${this.plan.folder}-lost`);
    await rename(`${this.plan.folder}-backup`, this.plan.folder);
  }

  /** The machine and its disk are gone. */
  async lose(): Promise<void> {
    this.isClosed = true;
    const postgres = await this.postgresPid();
    await this.kill();
    process.kill(postgres, 'SIGKILL');
    await rm(this.plan.folder, { recursive: true, force: true, maxRetries: 20 });
  }

  async close(): Promise<void> {
    if (!this.isClosed) await this.stop();
    this.isClosed = true;
    for (const line of [this.line, ...this.neighbourLines]) await line.close();
    await this.network?.remove();
  }

  /** Ends the node, and reads its disk. @returns the ids of its own facts */
  async ownFacts(): Promise<ReadonlySet<string>> {
    await this.stop();
    const postgres = await startEmbeddedPostgres({ dataDir: join(this.plan.folder, 'postgres') });
    await this.plan.scratch.process(postgres.pid);
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    try {
      const { rows } = await client.query<{ id: string }>(OWN_FACTS);
      return new Set(rows.map(({ id }) => id));
    } finally {
      await client.end();
      await postgres.stop();
    }
  }

  /** @throws Error where nobody answers in time */
  async status(): Promise<Status> {
    const { body } = await this.exchange('GET', '/status', undefined, STATUS_MS_MAX);
    const { unfit, head, waitingFacts } = body;
    return {
      onLine: body['onLine'] === true,
      isEnded: body['isEnded'] === true,
      unfit: unfit === undefined ? undefined : String(unfit),
      head: Number(Object(head).seq),
      waitingFacts: Number(waitingFacts),
    };
  }

  get(path: string): Promise<TillAnswer> {
    return this.exchange('GET', path, undefined, STATUS_MS_MAX);
  }

  post(path: string, body: object, withinMs: number): Promise<TillAnswer> {
    return this.exchange('POST', path, JSON.stringify(body), withinMs);
  }

  /** Patience of its own: a machine that is gone does not refuse. */
  private async exchange(
    method: string,
    path: string,
    body: string | undefined,
    withinMs: number,
  ): Promise<TillAnswer> {
    if (!this.process) throw new Error(`${this.name} does not run`);
    const response = await fetch(`${this.process.url}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${TILL_KEY}` },
      signal: AbortSignal.timeout(withinMs),
      ...(body !== undefined && { body }),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  }

  private get clockFile(): string {
    return join(this.plan.folder, 'clock');
  }

  private get postgresPidFile(): string {
    return join(this.plan.folder, 'postgres', 'data', 'postmaster.pid');
  }

  private async postgresPid(): Promise<number> {
    return Number.parseInt(await readFile(this.postgresPidFile, 'utf8'), 10);
  }
}

/** With owners and modes, which PostgreSQL looks at. */
async function copied(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', from, to]);
}
