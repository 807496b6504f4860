import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { findFreePort } from '#adapters/postgres/embedded';
import { openGuard } from '../guard.js';
import { makeScratchFolder } from '../scratch-folder.js';
import { startEpmd } from './epmd.js';
import { findRabbit, type RabbitPrograms } from './find-rabbit.js';
import { writeNodeFiles, type RabbitNodePlan } from './rabbit-node-plan.js';
import { RabbitNode } from './rabbit-node.js';

export interface RabbitOptions {
  /** Three nodes form one cluster; 1 by default. */
  readonly nodes?: 1 | 3;
  /** Lines for every node's `rabbitmq.conf`. */
  readonly configuration?: readonly string[];
  /** Told what is done to get a RabbitMQ; by default on stdout. */
  readonly say?: (what: string) => void;
}

/** A private RabbitMQ. Nodes are numbered from 1. */
export interface Rabbit {
  /** Of the first node, on the vhost `/`. */
  readonly url: string;
  readonly urls: readonly string[];
  /** For example `3.10.8`. */
  readonly version: string;
  pid(node: number): number;
  /**
   * Makes the node write down now which quorum queues it has. By itself it does so about half a second after a
   * declaration (3.10.8); killed before that, it comes back with an empty queue that answers nobody.
   */
  saveQueues(node: number): Promise<void>;
  /** kill -9 of the node's Erlang machine. */
  kill(node: number): Promise<void>;
  /** Again on the same data and ports; resolves when clients can log in. Start killed nodes together, not in turn. */
  start(node: number): Promise<void>;
  /** Removes what a killed node stored; the rest of its cluster, if it runs, forgets the node. */
  wipe(node: number): Promise<void>;
  /** `rabbitmqctl` on the node; returns what it printed. */
  ctl(node: number, ...args: readonly string[]): Promise<string>;
  /** Ends all nodes at once and removes their files. */
  stop(): Promise<void>;
}

function clusterConfiguration(names: readonly string[]): string[] {
  if (names.length === 1) return [];
  return [
    'cluster_partition_handling = pause_minority',
    'cluster_formation.peer_discovery_backend = classic_config',
    ...names.map((name, index) => `cluster_formation.classic_config.nodes.${index + 1} = ${name}`),
  ];
}

async function planNodes(
  options: RabbitOptions,
  scratch: string,
  epmdPort: number,
): Promise<RabbitNodePlan[]> {
  const names = Array.from({ length: options.nodes ?? 1 }, (_, index) => `cs${index + 1}@localhost`);
  const cookie = randomBytes(16).toString('hex');
  const configuration = [...clusterConfiguration(names), ...(options.configuration ?? [])];
  const plans = names.map(async (name, index) => ({
    name,
    folder: join(scratch, `node-${index + 1}`),
    cookie,
    amqpPort: await findFreePort(),
    distributionPort: await findFreePort(),
    epmdPort,
    configuration,
  }));
  return Promise.all(plans);
}

async function bootNodes(nodes: readonly RabbitNode[]): Promise<void> {
  const boots = await Promise.allSettled(nodes.map((node) => node.start()));
  const failed = boots.find((boot) => boot.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

function tellOnStdout(what: string): void {
  process.stdout.write(`${what}\n`);
}

/** Starts nodes of one's own: for tests that kill, fill or reconfigure a broker. */
export async function startRabbit(options: RabbitOptions = {}): Promise<Rabbit> {
  const programs: RabbitPrograms = await findRabbit(options.say ?? tellOnStdout);
  const guard = await openGuard();
  try {
    const scratch = await makeScratchFolder('rabbit');
    guard.folder(scratch);
    const epmdPort = await startEpmd(programs.epmd, guard);
    const plans = await planNodes(options, scratch, epmdPort);
    const nodes = plans.map((plan) => new RabbitNode(plan, programs, guard));
    for (const plan of plans) await writeNodeFiles(plan);
    await bootNodes(nodes);
    return handleOf(nodes, () => guard.close());
  } catch (error) {
    await guard.close();
    throw error;
  }
}

function handleOf(nodes: readonly RabbitNode[], close: () => Promise<void>): Rabbit {
  const nodeOf = (number: number): RabbitNode => {
    const node = nodes[number - 1];
    if (node === undefined) throw new Error(`There is no RabbitMQ node ${number}, only ${nodes.length}`);
    return node;
  };
  return {
    url: nodeOf(1).url,
    urls: nodes.map(({ url }) => url),
    version: nodeOf(1).version,
    pid: (number) => nodeOf(number).pid,
    kill: (number) => nodeOf(number).kill(),
    start: (number) => nodeOf(number).start(),
    ctl: (number, ...args) => nodeOf(number).ctl(...args),
    async saveQueues(number) {
      await nodeOf(number).ctl('eval', 'ok = dets:sync(ra_directory_reverse).');
    },
    async wipe(number) {
      const node = nodeOf(number);
      await node.wipe();
      const witness = nodes.find((other) => other !== node && other.running);
      await witness?.ctl('forget_cluster_node', node.name);
    },
    async stop() {
      await Promise.all(nodes.map((node) => node.kill()));
      await close();
    },
  };
}
