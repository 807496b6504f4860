import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What one node is made of. */
export interface RabbitNodePlan {
  /** Such as `cs1@localhost`. */
  readonly name: string;
  /** Holds HOME, configuration, data and log of this node alone. */
  readonly folder: string;
  readonly cookie: string;
  readonly amqpPort: number;
  readonly distributionPort: number;
  readonly epmdPort: number;
  /** Lines of `rabbitmq.conf` beyond our own. */
  readonly configuration: readonly string[];
}

/** What the node of this number, counted from 1, is called. */
export const nodeName = (number: number): string => `cs${number}@localhost`;

/** A node sees nothing of the caller's own RabbitMQ settings. */
export function nodeEnvironment(plan: RabbitNodePlan): NodeJS.ProcessEnv {
  const { folder } = plan;
  const loopback = '-kernel inet_dist_use_interface {127,0,0,1}';
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LC_ALL: 'C.UTF-8',
    HOME: folder,
    ERL_EPMD_PORT: String(plan.epmdPort),
    RABBITMQ_NODENAME: plan.name,
    RABBITMQ_DIST_PORT: String(plan.distributionPort),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'rabbitmq-env.conf'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'advanced.config'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_GENERATED_CONFIG_DIR: join(folder, 'config'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `+S 1:1 ${loopback}`,
    RABBITMQ_CTL_ERL_ARGS: `+S 1:1 ${loopback}`,
    // Without it a shell stays between us and the server, and a kill would hit the shell.
    RABBITMQ_ALLOW_INPUT: '1',
  };
}

/** Writes what a node reads when it starts. */
export async function writeNodeFiles(plan: RabbitNodePlan): Promise<void> {
  const { folder, cookie, amqpPort, configuration } = plan;
  const lines = [
    `listeners.tcp.1 = 127.0.0.1:${amqpPort}`,
    'loopback_users = none',
    'disk_free_limit.absolute = 50MB',
    ...configuration,
  ];
  await mkdir(join(folder, 'log'), { recursive: true });
  await writeFile(join(folder, '.erlang.cookie'), cookie, { mode: 0o400 });
  await writeFile(join(folder, 'rabbitmq.conf'), `${lines.join('\n')}\n`);
  await writeFile(join(folder, 'enabled_plugins'), '[].\n');
  await writeFile(join(folder, 'rabbitmq-env.conf'), '');
}
