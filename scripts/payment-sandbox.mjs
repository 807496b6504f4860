import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { registerTypescript } from './jest/typescript.mjs';
import { installPackages, project, requireNode } from './project.mjs';

requireNode();
process.chdir(project);
try {
  await installPackages();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
// The sources as they are: a build would change dist under a hub that is running from it.
registerTypescript();
await import(pathToFileURL(join(project, 'apps', 'payment-sandbox', 'main.ts')).href);
