import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Catcher } from './mutant.js';

/** What a catcher found in a program. */
export type Finding =
  | { readonly caught: false; readonly after: string }
  | { readonly caught: true; readonly after: string; readonly what: string };

const WHAT_LENGTH_MAX = 160;

/** Looks for a bug in the program below this folder. @throws Error when the program does not even run */
export async function look(catcher: Catcher, folder: string): Promise<Finding> {
  switch (catcher.kind) {
    case 'simulation':
      return simulate(folder, 'simulation', catcher.seedsMax);
    case 'store-simulation':
      return simulate(folder, 'simulation/stores', catcher.seedsMax);
    case 'conformance':
      return conform(folder, catcher.scriptsMax);
    case 'specs':
      return runSpecs(folder, catcher.paths);
    case 'faults':
      return strike(folder, catcher.fault, catcher.strikesMax);
    case 'store-faults':
      return strikeStores(folder, catcher.strikesMax);
  }
}

const Simulated = z.object({
  failures: z.array(z.object({ seed: z.number(), invariant: z.string(), what: z.string() })),
});

/** Seeds that one run of the simulator takes: few at first, since most bugs are found soon. */
const FIRST_SEEDS = 100;

async function simulate(folder: string, program: string, seedsMax: number): Promise<Finding> {
  for (let from = 1, seeds = FIRST_SEEDS; from <= seedsMax; from += seeds, seeds *= 3) {
    const count = Math.min(seeds, seedsMax - from + 1);
    const args = ['--seeds', String(count), '--from', String(from), '--json', '--until-failure'];
    const { output } = await runNode(folder, [`dist/test/${program}/main.js`, ...args]);
    const line = output.split('\n').findLast((each) => each.startsWith('{'));
    if (line === undefined) throw new Error(`The simulator says nothing:\n${output.slice(-2_000)}`);
    const [first] = Simulated.parse(JSON.parse(line)).failures.toSorted((a, b) => a.seed - b.seed);
    if (first) {
      return { caught: true, after: `${first.seed} seeds`, what: short(`${first.invariant}: ${first.what}`) };
    }
  }
  return { caught: false, after: `${seedsMax} seeds` };
}

async function conform(folder: string, scriptsMax: number): Promise<Finding> {
  const args = ['dist/test/conformance/main.js', '--scripts', String(scriptsMax)];
  return verdictOf(await runNode(folder, args), `${scriptsMax} scripts`);
}

async function strike(folder: string, fault: string, strikesMax: number): Promise<Finding> {
  const args = ['dist/test/faults/main.js', '--only', fault, '--strikes', String(strikesMax), '--fresh'];
  return verdictOf(await runNode(folder, args), `${strikesMax} strikes of ${fault}`);
}

async function strikeStores(folder: string, strikesMax: number): Promise<Finding> {
  const sizes = ['--seeds', '1', '--stores', '2', '--ends', '0', '--strikes', String(strikesMax)];
  const ended = await runNode(folder, ['dist/test/store-faults/main.js', ...sizes]);
  return verdictOf(ended, `${strikesMax} strikes on stores`);
}

/** A round of faults says what it found in the line after this one, or why it came to no end in the line itself. */
const OF_A_ROUND = / broken in | came to no end/;

/** Exit code 1 says that something is wrong with what was tried, any other that the trial itself went wrong. */
function verdictOf({ code, output }: Ended, after: string): Finding {
  if (code === 0) return { caught: false, after };
  if (code !== 1) throw new Error(`It ended with ${code}:\n${output.slice(-2_000)}`);
  const said = output.split('\n').filter((each) => each.trim() !== '');
  const verdict = said.findIndex((line) => OF_A_ROUND.test(line));
  const told = verdict === -1 ? said.at(-1) : said.slice(verdict, verdict + 2).join(' ');
  return { caught: true, after, what: short(told ?? '') };
}

const JestReport = z.object({
  numTotalTests: z.number(),
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

async function runSpecs(folder: string, paths: readonly string[]): Promise<Finding> {
  const report = join(folder, 'jest-report.json');
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const jest = ['node_modules/jest/bin/jest.js', ...paths, '--json', '--outputFile', report];
  await runNode(folder, [...node, ...jest]);
  const { numTotalTests, testResults } = JestReport.parse(JSON.parse(readFileSync(report, 'utf8')));
  rmSync(report);
  const tests = testResults.flatMap((each) => each.assertionResults);
  if (tests.length === 0) throw new Error(testResults.map((each) => each.message).join('\n'));
  const failed = tests.filter((each) => each.status === 'failed');
  const after = `${numTotalTests} specs, ${failed.length} red`;
  const [first] = failed;
  return first ? { caught: true, after, what: short(first.fullName) } : { caught: false, after };
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function runNode(folder: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const said: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: Buffer.concat(said).toString() }));
  });
}

const short = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, WHAT_LENGTH_MAX);
