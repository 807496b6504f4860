import { growQueues, isolate, leaderOf, reunite } from './cluster-commands.js';
import type { RabbitNode } from './rabbit-node.js';

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
  /** SIGTERM: the node says goodbye and hands over what it leads. */
  shutDown(node: number): Promise<void>;
  /** Again on the same data and ports; resolves when clients can log in. Start killed nodes together, not in turn. */
  start(node: number): Promise<void>;
  /** Removes what a killed node stored; the rest of its cluster, if it runs, forgets the node. */
  wipe(node: number): Promise<void>;
  /** Kills and wipes a node of a running cluster and takes it back, with a copy of each quorum queue. */
  replace(node: number): Promise<void>;
  /** SIGSTOP: its connections stay open, and it says nothing. */
  freeze(node: number): void;
  thaw(node: number): void;
  /** Cuts the node off from the other nodes, not from clients; a node alone pauses until it is reunited. */
  isolate(node: number): Promise<void>;
  reunite(node: number): Promise<void>;
  /** The number of the node that leads this quorum queue of the vhost `/`, by the word of a running node. */
  leaderOf(queue: string): Promise<number>;
  /** `rabbitmqctl` on the node; returns what it printed. */
  ctl(node: number, ...args: readonly string[]): Promise<string>;
  /** Ends all nodes at once and removes their files. */
  stop(): Promise<void>;
}

/** What a test may do with these nodes. */
export function handleOf(nodes: readonly RabbitNode[], close: () => Promise<void>): Rabbit {
  const nodeOf = (number: number): RabbitNode => {
    const node = nodes[number - 1];
    if (node === undefined) throw new Error(`There is no RabbitMQ node ${number}, only ${nodes.length}`);
    return node;
  };
  const wipe = async (number: number): Promise<void> => {
    const node = nodeOf(number);
    await node.wipe();
    const witness = nodes.find((other) => other !== node && other.running);
    await witness?.ctl('forget_cluster_node', node.name);
  };
  return {
    url: nodeOf(1).url,
    urls: nodes.map(({ url }) => url),
    version: nodeOf(1).version,
    pid: (number) => nodeOf(number).pid,
    kill: (number) => nodeOf(number).kill(),
    shutDown: (number) => nodeOf(number).shutDown(),
    start: (number) => nodeOf(number).start(),
    ctl: (number, ...args) => nodeOf(number).ctl(...args),
    freeze: (number) => nodeOf(number).freeze(),
    thaw: (number) => nodeOf(number).thaw(),
    isolate: (number) => isolate(nodeOf(number), nodes),
    reunite: (number) => reunite(nodeOf(number), nodes),
    leaderOf: (queue) => leaderOf(queue, nodes),
    wipe,
    async saveQueues(number) {
      await nodeOf(number).ctl('eval', 'ok = dets:sync(ra_directory_reverse).');
    },
    async replace(number) {
      await nodeOf(number).kill();
      await wipe(number);
      await nodeOf(number).start();
      await growQueues(nodeOf(number));
    },
    async stop() {
      await Promise.all(nodes.map((node) => node.kill()));
      await close();
    },
  };
}
