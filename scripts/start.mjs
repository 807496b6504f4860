import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installPackages, npm, project, requireNode } from './project.mjs';

const stamp = join(project, 'dist', '.built');
const hub = join(project, 'dist', 'apps', 'hub', 'main.js');

function newest(path) {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return readdirSync(path).reduce(
    (latest, name) => Math.max(latest, newest(join(path, name))),
    found.mtimeMs,
  );
}

function isBuilt() {
  if (!existsSync(stamp) || !existsSync(hub)) return false;
  const built = statSync(stamp).mtimeMs;
  const sources = ['apps', 'libs', 'package-lock.json', 'tsconfig.json', 'nest-cli.json'];
  return sources.every((name) => newest(join(project, name)) <= built);
}

async function build() {
  if (isBuilt()) return;
  console.log('Building (npm run build), because dist is missing or older than the sources');
  const began = new Date();
  const code = await npm(['run', '--silent', 'build']);
  if (code !== 0) throw new Error(`The build ended with ${code}: see its messages above`);
  writeFileSync(stamp, '');
  // A source that was saved while it was being built is newer than the build.
  utimesSync(stamp, began, began);
}

requireNode();
process.chdir(project);
try {
  await installPackages();
  await build();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
// In this process, so that signals, exit codes and the pid are the hub's own.
await import(pathToFileURL(hub).href);
