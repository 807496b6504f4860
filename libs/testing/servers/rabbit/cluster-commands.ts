import type { RabbitNode } from './rabbit-node.js';

/**
 * Cuts the node off from all others: with a wrong cookie for one, it neither reaches it nor lets it in. `nodes()` would
 * name `rabbitmqctl` too.
 */
export async function isolate(node: RabbitNode, nodes: readonly RabbitNode[]): Promise<void> {
  const others = namesIn(othersThan(node, nodes));
  const cut = `[begin erlang:set_cookie(N, 'cut off'), erlang:disconnect_node(N) end || N <- ${others}], ok.`;
  // One that is cut off while another still sees the node takes that for a partial partition, and pauses until all are back.
  const watching = othersThan(node, nodes).filter(({ running }) => running);
  for (const other of watching) other.freeze();
  try {
    await node.ctl('eval', cut);
  } finally {
    for (const other of watching) other.thaw();
  }
}

/** Undoes `isolate`; the nodes find one another within a second. */
export async function reunite(node: RabbitNode, nodes: readonly RabbitNode[]): Promise<void> {
  const others = namesIn(othersThan(node, nodes));
  await node.ctl('eval', `[erlang:set_cookie(N, erlang:get_cookie()) || N <- ${others}], ok.`);
}

const othersThan = (node: RabbitNode, nodes: readonly RabbitNode[]): readonly RabbitNode[] =>
  nodes.filter((other) => other !== node);

/** As an Erlang list. */
const namesIn = (nodes: readonly RabbitNode[]): string =>
  `[${nodes.map(({ name }) => `'${name}'`).join(', ')}]`;

/** Gives the node a member of each quorum queue that has none there. */
export async function growQueues(node: RabbitNode): Promise<void> {
  await node.ctl('eval', `rabbit_quorum_queue:grow(node(), <<".*">>, <<".*">>, all).`);
}

/** @throws Error when no running node knows the queue, or its leader */
export async function leaderOf(queue: string, nodes: readonly RabbitNode[]): Promise<number> {
  const witness = nodes.find(({ running }) => running);
  if (witness === undefined) throw new Error('No RabbitMQ node runs');
  const lookUp = `{ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"/">>, queue, <<"${queue}">>)),
    {_, Leader} = amqqueue:get_pid(Q), Leader.`;
  const leader = (await witness.ctl('eval', lookUp)).replaceAll("'", '');
  const index = nodes.findIndex(({ name }) => name === leader);
  if (index < 0) throw new Error(`${queue} is led by ${leader}, which is no node of this cluster`);
  return index + 1;
}
