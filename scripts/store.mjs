import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, installPackages, project, requireNode } from './project.mjs';

const store = join(project, 'dist', 'apps', 'store', 'main.js');

requireNode();
process.chdir(project);
try {
  await installPackages();
  await build();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
// In this process, so that signals, exit codes and the pid are the node's own.
await import(pathToFileURL(store).href);
