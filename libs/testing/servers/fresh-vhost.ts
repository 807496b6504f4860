import { askTestServers } from './ask-test-servers.js';

/** An empty vhost of the run's RabbitMQ. */
export interface FreshVhost {
  /** `amqp://…` of a user who may do everything in it. */
  readonly url: string;
  readonly name: string;
  /** Gives it up; it is removed with all its queues at some later time. Close connections to it before. */
  drop(): Promise<void>;
}

/** An empty vhost on the single RabbitMQ node of this test run, which the first call starts. */
export async function freshVhost(): Promise<FreshVhost> {
  const url = await askTestServers('POST', 'vhosts');
  const name = new URL(url).pathname.slice(1);
  return {
    url,
    name,
    async drop() {
      await askTestServers('DELETE', `vhosts/${name}`);
    },
  };
}
