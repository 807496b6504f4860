import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';

const script = `
apt-get -o DPkg::Lock::Timeout=300 -qq update
apt-get -o DPkg::Lock::Timeout=300 -qq -y --no-install-recommends install chromium
`;

const HOW_TO = 'install it by "sudo apt-get install chromium", and try again';

/** Installs Chromium from the system's package source. @throws Error when this user or system cannot, with what to do instead */
export async function installChromium(): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new Error(`The tests need Chromium, and to install it for you takes root and apt-get: ${HOW_TO}.`);
  process.stdout.write('Chromium is not installed: installing it with apt-get\n');
  const child = spawn('/bin/sh', ['-ec', script], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [code, complaints] = await Promise.all([ended, text(child.stderr)]);
  if (code !== 0)
    throw new Error(
      `The tests need Chromium, and apt-get could not install it: ${HOW_TO}.\n${complaints.trim()}`,
    );
}
