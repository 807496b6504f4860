import { loadavg } from 'node:os';
import { play } from './campaign.js';
import { type Options, readOptions, USAGE } from './options.js';
import { StoreNetwork } from './world/network.js';

const say = (what: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${what}`);

let options: Options;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exit(2);
}
const networks = await StoreNetwork.isAllowed();
if (!networks)
  say(
    'Stores have no networks of their own, this process may not lay any: links are left out, lines are struck',
  );

/** @returns how many promises were broken; a world that comes to no end has broken one */
async function playOne(seed: number): Promise<number> {
  try {
    const { findings, seconds, ...outcome } = await play({ ...options, seed, networks, say });
    say(`seed ${seed}: ${JSON.stringify({ ...outcome, load: loadavg() })}`);
    say(`seed ${seed}: ${findings.length === 0 ? 'kept' : 'broken'} in ${seconds} s`);
    for (const { promise, what } of findings) say(`${promise}: ${what}`);
    return findings.length;
  } catch (error) {
    say(
      `seed ${seed} came to no end: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return 1;
  }
}

let broken = 0;
for (const seed of options.seeds) broken += await playOne(seed);
say(`${options.seeds.length} worlds, ${broken} findings`);
process.exit(broken === 0 ? 0 : 1);
