import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '#testing';
import { type StoreProcess, startStoreProcess } from '#testing/hub';
import { type Line, openLine } from '#testing/servers';

export interface ShopPlan {
  readonly name: string;
  readonly storeId: string;
  readonly code: string;
  readonly folder: string;
  /** Told of each process, so that none outlives this one. */
  guard(pid: number): Promise<void>;
}

const TILL_KEY = 'till-key-of-the-campaign';

/** A place for a store's node: whoever dies here is followed by another one with the same disk. */
export class Shop {
  readonly name: string;
  readonly storeId: string;
  readonly headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${TILL_KEY}` };
  /** It will never run again. */
  isClosed = false;
  private process: StoreProcess | undefined;

  private constructor(
    private readonly plan: ShopPlan,
    readonly line: Line,
  ) {
    this.name = plan.name;
    this.storeId = plan.storeId;
  }

  static async open(plan: ShopPlan, hubUrl: string): Promise<Shop> {
    const shop = new Shop(plan, await openLine(hubUrl));
    await shop.start();
    return shop;
  }

  /** Where tills find it; nobody is there while it does not run. */
  get url(): string {
    return this.process?.url ?? 'http://127.0.0.1:9';
  }

  async start(): Promise<void> {
    const { name, code, folder, guard } = this.plan;
    const hub = new URL(this.line.url).origin;
    this.process = await startStoreProcess({
      name,
      code,
      folder,
      hub,
      tillKey: TILL_KEY,
      onSpawn: (pid) => void guard(pid),
    });
  }

  async kill(): Promise<void> {
    const { process } = this;
    this.process = undefined;
    await process?.kill();
  }

  async stop(): Promise<void> {
    const { process } = this;
    this.process = undefined;
    await process?.stop();
    // A node that takes too long to stop leaves its PostgreSQL to end by itself.
    const running = join(this.plan.folder, 'postgres', 'data', 'postmaster.pid');
    await eventually(
      () => existsSync(running),
      (isThere) => !isThere,
      { withinMs: 60_000, everyMs: 100 },
    );
  }

  /** Another place with a copy of this one's disk, which must not be in use. */
  async cloned(hubUrl: string): Promise<Shop> {
    const folder = `${this.plan.folder}-clone`;
    await copied(this.plan.folder, folder);
    return Shop.open({ ...this.plan, folder }, hubUrl);
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

  async close(): Promise<void> {
    this.isClosed = true;
    await this.stop();
    await this.line.close();
  }

  async ask<Body>(path: string): Promise<Body> {
    const response = await fetch(`${this.url}${path}`, { headers: this.headers });
    return JSON.parse(await response.text());
  }
}

/** With owners and modes, which PostgreSQL looks at. */
async function copied(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', from, to]);
}
