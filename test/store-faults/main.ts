import { parseArgs } from 'node:util';
import { loadavg } from 'node:os';
import { openTestScratch } from '#testing/servers';
import { type Campaign, play } from './campaign.js';

const USAGE = `npm run test:faults:stores -- [options]
  --strikes N  that a store survives (200)
  --ends N     of each kind that ends a store (5)
  --stores N   (3)
  --seed N     (1)`;

const say = (what: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${what}`);

function readOptions(): Campaign {
  const number = (initial: string) => ({ type: 'string', default: initial }) as const;
  const { values } = parseArgs({
    options: { strikes: number('200'), ends: number('5'), stores: number('3'), seed: number('1') },
  });
  const [passing = 0, lasting = 0, stores = 0, seed = 0] = [
    values.strikes,
    values.ends,
    values.stores,
    values.seed,
  ].map((text) => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= 0) return value;
    throw new Error(`${text} is not a whole number`);
  });
  return { passing, lasting, stores, seed };
}

let campaign: Campaign;
try {
  campaign = readOptions();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exit(2);
}
const scratch = await openTestScratch('store-faults');
try {
  const outcome = await play(campaign, scratch, say);
  console.log(JSON.stringify({ ...outcome, load: loadavg() }, undefined, 1));
  process.exitCode = outcome.findings.length === 0 ? 0 : 1;
} finally {
  await scratch.close();
}
