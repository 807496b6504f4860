import type { RabbitNode } from './rabbit-node.js';

/**
 * Cuts the node off from all others: with a wrong cookie for one, it neither reaches it nor lets it in. `nodes()` would
 * name `rabbitmqctl` too.
 */
export async function isolate(node: RabbitNode, nodes: readonly RabbitNode[]): Promise<void> {
  const others = othersThan(node, nodes);
  await node.ctl(
    'eval',
    `[begin erlang:set_cookie(N, 'cut off'), erlang:disconnect_node(N) end || N <- ${others}], ok.`,
  );
}

/** Undoes `isolate`; the nodes find one another within a second. */
export async function reunite(node: RabbitNode, nodes: readonly RabbitNode[]): Promise<void> {
  const others = othersThan(node, nodes);
  await node.ctl('eval', `[erlang:set_cookie(N, erlang:get_cookie()) || N <- ${others}], ok.`);
}

const othersThan = (node: RabbitNode, nodes: readonly RabbitNode[]): string =>
  `[${nodes
    .filter((other) => other !== node)
    .map(({ name }) => `'${name}'`)
    .join(', ')}]`;

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
