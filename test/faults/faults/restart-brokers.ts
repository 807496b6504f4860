import { brokerOf, nodesOf } from '../world/broker.js';
import { recovered } from '../world/recovery.js';
import type { Fault } from './fault.js';

/** Every node in turn, as an upgrade does it: the whole machine, or only the broker on it. */
export const restartBrokers: Fault = {
  id: 'N5',
  name: 'graceful and rolling restarts of RabbitMQ',
  worlds: ['cluster', 'rabbit'],
  leastCount: 30,
  perRound: 15,
  async strike(world, dice) {
    const rabbit = brokerOf(world);
    const nodes = nodesOf(rabbit);
    const restarted: string[] = [];
    const turn = nodes.length === 1 ? 'the only node' : 'one node after another';
    const withMachine = dice.chance(0.5);
    for (const node of nodes) {
      if (withMachine) {
        await rabbit.shutDown(node);
        await rabbit.start(node);
      } else {
        await rabbit.ctl(node, 'stop_app');
        await rabbit.ctl(node, 'start_app');
      }
      restarted.push(`${turn}, ${withMachine ? 'SIGTERM' : 'stop_app'}`);
    }
    await recovered(world);
    return restarted;
  },
};
