import { spawn } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the npm commands share. It runs before anything is installed, so on plain Node alone. */
export const project = dirname(dirname(fileURLToPath(import.meta.url)));

const nodeWanted = [20, 19];

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > nodeWanted[0] || (major === nodeWanted[0] && minor >= nodeWanted[1])) return;
  console.error(`Countersign needs Node ${nodeWanted.join('.')} or later; this is ${process.versions.node}.`);
  process.exit(1);
}

/** Runs a program in the project's folder and resolves to its exit code; a signal counts as 1. */
export function run(command, args, env = {}) {
  const child = spawn(command, args, {
    cwd: project,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  const forward = (signal) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${command} cannot be run: ${error.message}`)));
    child.once('close', (code) => resolve(code ?? 1));
  }).finally(() => {
    for (const signal of signals) process.off(signal, forward);
  });
}

function npmProgram() {
  const running = process.env.npm_execpath;
  if (running && basename(running).startsWith('npm-cli')) return [process.execPath, running];
  const beside = join(dirname(process.execPath), 'npm');
  return [existsSync(beside) ? beside : 'npm'];
}

export function npm(args, env = {}) {
  const [command, ...first] = npmProgram();
  return run(command, [...first, ...args], env);
}

function isWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** npm keeps what it downloads below HOME; a service account may have none that it can write. */
function npmCache() {
  const usual = process.env.npm_config_cache ?? join(homedir(), '.npm');
  return isWritable(usual) ? usual : join(project, '.data', 'npm-cache');
}

function isInstalled() {
  const installed = join(project, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  return statSync(installed).mtimeMs >= statSync(join(project, 'package-lock.json')).mtimeMs;
}

/** Installs the packages of the lock file when they are missing or older than it. */
export async function installPackages() {
  if (isInstalled()) return;
  console.log(
    'Installing packages (npm ci), because node_modules is missing or older than package-lock.json',
  );
  const args = ['ci', '--loglevel=error', '--no-audit', '--no-fund', '--include=dev', '--include=optional'];
  const code = await npm(args, { npm_config_cache: npmCache() });
  if (code !== 0) throw new Error(`npm ci ended with ${code}: see its messages above`);
}

const stamp = join(project, 'dist', '.built');

function newest(path) {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return readdirSync(path).reduce(
    (latest, name) => Math.max(latest, newest(join(path, name))),
    found.mtimeMs,
  );
}

function isBuilt() {
  if (!existsSync(stamp)) return false;
  const built = statSync(stamp).mtimeMs;
  const sources = ['apps', 'libs', 'test', 'package-lock.json', 'tsconfig.json', 'nest-cli.json'];
  return sources.every((name) => newest(join(project, name)) <= built);
}

/** Builds when dist is missing or older than the sources. */
export async function build() {
  if (isBuilt()) return;
  console.log('Building (npm run build), because dist is missing or older than the sources');
  const began = new Date();
  const code = await npm(['run', '--silent', 'build']);
  if (code !== 0) throw new Error(`The build ended with ${code}: see its messages above`);
  writeFileSync(stamp, '');
  // A source that was saved while it was being built is newer than the build.
  utimesSync(stamp, began, began);
}

/** Installs and builds what is missing, and runs a program of `dist/test` with the arguments of this one. */
export async function runBuilt(program, room = 'test') {
  requireNode();
  try {
    await installPackages();
    await build();
    const main = join(project, 'dist', room, program, 'main.js');
    process.exitCode = await run(process.execPath, [main, ...process.argv.slice(2)]);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
