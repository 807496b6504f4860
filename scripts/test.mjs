import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages, npm, project, requireNode, run } from './project.mjs';

// The build checks all types, and journeys run the built program.
const checks = ['lint', 'format:check', 'build'];

async function check(script) {
  console.log(`npm run ${script}`);
  const code = await npm(['run', '--silent', script]);
  if (code !== 0) console.log(`npm run ${script} failed`);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
}

/** A run that ends badly before or after its tests counts as one more failure. */
async function specs(args) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-test-'));
  const counts = join(folder, 'counts.json');
  const jest = join(project, 'node_modules', 'jest', 'bin', 'jest.js');
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest];
  try {
    const code = await run(process.execPath, [...node, ...args], { COUNTERSIGN_TEST_COUNTS: counts });
    const { passed, failed } = existsSync(counts)
      ? JSON.parse(readFileSync(counts, 'utf8'))
      : { passed: 0, failed: 0 };
    return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

requireNode();
const results = [];
try {
  await installPackages();
  for (const script of checks) results.push(await check(script));
  results.push(await specs(process.argv.slice(2)));
} catch (error) {
  console.error(error.message);
  results.push({ passed: 0, failed: 1 });
}
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
process.exitCode = sum('failed') === 0 ? 0 : 1;
process.on('exit', () => console.log(`${sum('passed')} passed, ${sum('failed')} failed`));
