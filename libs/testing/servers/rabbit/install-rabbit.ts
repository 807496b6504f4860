import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';

/** The package would start a system service; a test run needs the program only, and leaves services as they are. */
const script = `
set -u
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 1' INT TERM HUP
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  chmod 755 "$policy"
fi
apt-get -o DPkg::Lock::Timeout=300 -qq update
apt-get -o DPkg::Lock::Timeout=300 -qq -y --no-install-recommends install rabbitmq-server
`;

export const howToInstall =
  'install it by "sudo apt-get install rabbitmq-server" or "brew install rabbitmq", and try again';

function mayInstall(): boolean {
  const system = process.env['PATH']?.split(':') ?? [];
  return process.getuid?.() === 0 && system.some((folder) => existsSync(`${folder}/apt-get`));
}

/**
 * Installs RabbitMQ from the system's package source.
 * @throws when this user or system cannot, with what to do instead.
 */
export async function installRabbit(say: (what: string) => void): Promise<void> {
  if (!mayInstall()) {
    throw new Error(
      `The tests need RabbitMQ. It is not installed, and to install it for you takes root and apt-get: ${howToInstall}.`,
    );
  }
  say('RabbitMQ is not installed: installing rabbitmq-server with apt-get, without starting a service');
  const child = spawn('/bin/sh', ['-c', script], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [code, , complaints] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code !== 0) {
    throw new Error(
      `The tests need RabbitMQ, and apt-get could not install it: ${howToInstall}.\n${complaints.trim()}`,
    );
  }
}
