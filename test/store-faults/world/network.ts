import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { openTestScratch, type TestScratch } from '#testing/servers';

const run = promisify(execFile);

/** What is sent there, nobody takes. */
const NOBODY = '02:00:00:00:00:01';
/** The block of private addresses, and in it one /24 for each network. */
const BLOCK = '10.213';
const NETWORKS_MAX = 256;

let laid = 0;

/** Which direction of a link is to lose what is sent: the far end never hears of it, and the near one is not told. */
export type Lost = 'requests' | 'answers' | 'both';

interface Link {
  /** What its two ends are called, on this machine's side and on the store's. */
  readonly here: string;
  readonly there: string;
  /** The addresses of the ends. */
  readonly hereAt: string;
  readonly thereAt: string;
}

/** Whom a store reaches by a link that may be cut. */
export type FarEnd = 'hub' | 'neighbours';

/** A network of a store's own, in a namespace: a link to its hub, one to its neighbours, and one to its tills, which stays whole. */
export class StoreNetwork {
  private constructor(
    private readonly name: string,
    private readonly links: Readonly<Record<FarEnd | 'tills', Link>>,
  ) {}

  /** Whether this process may lay such networks. */
  static async isAllowed(): Promise<boolean> {
    const scratch = await openTestScratch('network');
    try {
      await (await StoreNetwork.lay(scratch)).remove();
      return true;
    } catch {
      return false;
    } finally {
      await scratch.close();
    }
  }

  /** @throws Error where this process may not do that */
  static async lay(scratch: Pick<TestScratch, 'namespace'>): Promise<StoreNetwork> {
    const number = await freeNumber();
    laid += 1;
    const name = `countersign-${process.pid}-${laid}`;
    const link = (purpose: string, host: number): Link => ({
      here: `cs-${purpose.slice(0, 1)}${process.pid}-${laid}`,
      there: purpose,
      hereAt: `${BLOCK}.${number}.${host}`,
      thereAt: `${BLOCK}.${number}.${host + 1}`,
    });
    const links = { hub: link('hub', 1), tills: link('tills', 5), neighbours: link('neighbours', 9) };
    const network = new StoreNetwork(name, links);
    scratch.namespace(name);
    await run('ip', ['netns', 'add', name]);
    await run('ip', ['-n', name, 'link', 'set', 'lo', 'up']);
    for (const { here, there, hereAt, thereAt } of Object.values(links)) {
      await run('ip', ['link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', name]);
      await run('ip', ['addr', 'add', `${hereAt}/30`, 'dev', here]);
      await run('ip', ['-n', name, 'addr', 'add', `${thereAt}/30`, 'dev', there]);
      await run('ip', ['link', 'set', here, 'up']);
      await run('ip', ['-n', name, 'link', 'set', there, 'up']);
    }
    return network;
  }

  /** Where the store finds what is to be its hub. */
  get hubHost(): string {
    return this.links.hub.hereAt;
  }

  /** Where the store finds what are to be its neighbours. */
  get neighboursHost(): string {
    return this.links.neighbours.hereAt;
  }

  /** Where tills find the store, and neighbours by ways of ours. */
  get storeHost(): string {
    return this.links.tills.thereAt;
  }

  /** A program that becomes the one behind it, inside. */
  get launcher(): readonly string[] {
    return ['nsenter', `--net=/run/netns/${this.name}`];
  }

  /** The link is down, and the store's machine knows it. */
  async cut(to: FarEnd): Promise<void> {
    await run('ip', ['-n', this.name, 'link', 'set', this.links[to].there, 'down']);
  }

  /** The link to the hub is up, and loses what is sent. */
  async lose(lost: Lost): Promise<void> {
    const { here, there, hereAt, thereAt } = this.links.hub;
    const nobody = (at: string, device: string) => [
      'neigh',
      'replace',
      at,
      'lladdr',
      NOBODY,
      'nud',
      'permanent',
      'dev',
      device,
    ];
    if (lost !== 'requests') await run('ip', nobody(thereAt, here));
    if (lost !== 'answers') await run('ip', ['-n', this.name, ...nobody(hereAt, there)]);
  }

  /** The link carries again. */
  async mend(to: FarEnd): Promise<void> {
    const { here, there, hereAt, thereAt } = this.links[to];
    await run('ip', ['-n', this.name, 'link', 'set', there, 'up']);
    await run('ip', ['neigh', 'flush', 'to', thereAt, 'nud', 'all', 'dev', here]);
    await run('ip', ['-n', this.name, 'neigh', 'flush', 'to', hereAt, 'nud', 'all', 'dev', there]);
  }

  /** What still runs inside keeps it until that ends, without its links. */
  async remove(): Promise<void> {
    for (const { here } of Object.values(this.links)) await run('ip', ['link', 'delete', here]);
    await run('ip', ['netns', 'delete', this.name]);
  }
}

/** Other runs on this machine have networks, too. */
async function freeNumber(): Promise<number> {
  const { stdout } = await run('ip', ['-o', '-4', 'addr', 'show']);
  const taken = new Set([...stdout.matchAll(/ 10\.213\.(\d+)\./g)].map(([, number]) => Number(number)));
  for (let tried = 0; tried < NETWORKS_MAX; tried += 1) {
    const number = (process.pid + laid + tried) % NETWORKS_MAX;
    if (!taken.has(number)) return number;
  }
  throw new Error(`All addresses of ${BLOCK}.0.0/16 are in use`);
}
