import { join } from 'node:path';
import { installPackages, npm, project, requireNode, run } from './project.mjs';

const conformance = join(project, 'dist', 'test', 'conformance', 'main.js');

requireNode();
try {
  await installPackages();
  const built = await npm(['run', '--silent', 'build']);
  if (built !== 0) throw new Error(`The build ended with ${built}: see its messages above`);
  process.exitCode = await run(process.execPath, [conformance, ...process.argv.slice(2)]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
