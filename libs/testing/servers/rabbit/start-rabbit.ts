import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { findFreePort } from '#adapters/postgres/embedded';
import { openGuard } from '../guard.js';
import { makeScratchFolder } from '../scratch-folder.js';
import { startEpmd } from './epmd.js';
import { findRabbit, type RabbitPrograms } from './find-rabbit.js';
import { nodeName, writeNodeFiles, type RabbitNodePlan } from './rabbit-node-plan.js';
import { handleOf, type Rabbit } from './rabbit-handle.js';
import { RabbitNode } from './rabbit-node.js';

export interface RabbitOptions {
  /** Three nodes form one cluster; 1 by default. */
  readonly nodes?: 1 | 3;
  /** Lines for every node's `rabbitmq.conf`. */
  readonly configuration?: readonly string[];
  /** Told what is done to get a RabbitMQ; by default on stdout. */
  readonly say?: (what: string) => void;
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
  const names = Array.from({ length: options.nodes ?? 1 }, (_, index) => nodeName(index + 1));
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
