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
let broken = 0;
for (const seed of options.seeds) {
  const { findings, seconds, ...outcome } = await play({ ...options, seed, networks, say });
  broken += findings.length;
  const verdict = findings.length === 0 ? 'kept' : 'broken';
  say(`seed ${seed}: ${verdict} in ${seconds} s; ${JSON.stringify({ ...outcome, load: loadavg() })}`);
  for (const { promise, what } of findings) say(`${promise}: ${what}`);
}
say(`${options.seeds.length} worlds, ${broken} findings`);
process.exit(broken === 0 ? 0 : 1);
