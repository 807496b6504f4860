import { access, constants, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { howToInstall, installRabbit } from './install-rabbit.js';

/** Paths of the programs of an installed RabbitMQ. */
export interface RabbitPrograms {
  readonly server: string;
  readonly ctl: string;
  readonly epmd: string;
}

async function runnable(folder: string, name: string): Promise<string | undefined> {
  try {
    const path = join(folder, name);
    await access(path, constants.X_OK);
    return path;
  } catch {
    return undefined;
  }
}

async function findIn(folders: readonly string[], name: string): Promise<string | undefined> {
  for (const folder of folders) {
    const path = await runnable(folder, name);
    if (path !== undefined) return path;
  }
  return undefined;
}

async function findInstalled(): Promise<RabbitPrograms | undefined> {
  const path = process.env['PATH']?.split(':').filter(Boolean) ?? [];
  // Debian's own `rabbitmq-server` switches to the user `rabbitmq`; the one behind it runs as whoever calls it.
  const folders = ['/usr/lib/rabbitmq/bin', ...path, '/usr/sbin', '/opt/homebrew/sbin', '/usr/local/sbin'];
  const server = await findIn(folders, 'rabbitmq-server');
  if (server === undefined) return undefined;
  const ctl = await findIn([dirname(server), dirname(await realpath(server)), ...folders], 'rabbitmqctl');
  const epmd = await findIn([...path, '/usr/bin', '/opt/homebrew/bin', '/usr/local/bin'], 'epmd');
  return ctl === undefined || epmd === undefined ? undefined : { server, ctl, epmd };
}

/** The RabbitMQ of this machine, installed when it is missing and that is possible. */
export async function findRabbit(say: (what: string) => void): Promise<RabbitPrograms> {
  const found = await findInstalled();
  if (found !== undefined) return found;
  await installRabbit(say);
  const installed = await findInstalled();
  if (installed !== undefined) return installed;
  throw new Error(
    `RabbitMQ was installed, but rabbitmq-server, rabbitmqctl or epmd is not found: ${howToInstall}.`,
  );
}
